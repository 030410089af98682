// What can be done to an order, each as the API names it.
import { graphql } from '../../generated/gql.ts'

export const AddOrderNote = graphql(`
  mutation AddOrderNote($input: AddOrderNoteInput!) {
    addOrderNote(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const ApproveReturn = graphql(`
  mutation ApproveReturn($input: ApproveReturnInput!) {
    approveReturn(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const RejectReturn = graphql(`
  mutation RejectReturn($input: RejectReturnInput!) {
    rejectReturn(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const AuthorizePayment = graphql(`
  mutation AuthorizePayment($input: AuthorizePaymentInput!) {
    authorizePayment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const CancelOrder = graphql(`
  mutation CancelOrder($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const CancelFulfilment = graphql(`
  mutation CancelFulfilment($input: CancelFulfilmentInput!) {
    cancelFulfilment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const CancelOrderLines = graphql(`
  mutation CancelOrderLines($input: CancelOrderLinesInput!) {
    cancelOrderLines(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const CapturePayment = graphql(`
  mutation CapturePayment($input: CapturePaymentInput!) {
    capturePayment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const CloseOrder = graphql(`
  mutation CloseOrder($input: CloseOrderInput!) {
    closeOrder(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const CreateFulfilment = graphql(`
  mutation CreateFulfilment($input: CreateFulfilmentInput!) {
    createFulfilment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const DeliverFulfilment = graphql(`
  mutation DeliverFulfilment($input: DeliverFulfilmentInput!) {
    deliverFulfilment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const EditOrder = graphql(`
  mutation EditOrder($input: EditOrderInput!, $options: CommandOptions) {
    editOrder(input: $input, options: $options) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const GrantRefund = graphql(`
  mutation GrantRefund($input: GrantRefundInput!) {
    grantRefund(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const HoldOrder = graphql(`
  mutation HoldOrder($input: HoldOrderInput!) {
    holdOrder(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const ReceiveReturn = graphql(`
  mutation ReceiveReturn($input: ReceiveReturnInput!) {
    receiveReturn(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const RecordManualPayment = graphql(`
  mutation RecordManualPayment($input: RecordManualPaymentInput!) {
    recordManualPayment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const RefundPayment = graphql(`
  mutation RefundPayment($input: RefundPaymentInput!) {
    refundPayment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const ReleaseOrder = graphql(`
  mutation ReleaseOrder($input: ReleaseOrderInput!) {
    releaseOrder(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const RequestReturn = graphql(`
  mutation RequestReturn($input: RequestReturnInput!) {
    requestReturn(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const ShipFulfilment = graphql(`
  mutation ShipFulfilment($input: ShipFulfilmentInput!) {
    shipFulfilment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)

export const VoidPayment = graphql(`
  mutation VoidPayment($input: VoidPaymentInput!) {
    voidPayment(input: $input) {
      errors {
        ...Refusal
      }
    }
  }
`)
