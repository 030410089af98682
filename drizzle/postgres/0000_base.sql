CREATE TABLE "kernel_aggregate_versions" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"aggregate" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kernel_cursors" (
	"reaction" text COLLATE "C" PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"index" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kernel_dead_letters" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"reaction" text COLLATE "C" NOT NULL,
	"sequence" bigint NOT NULL,
	"index" bigint NOT NULL,
	"error" text COLLATE "C" NOT NULL,
	"attempts" bigint NOT NULL,
	"at" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"settled_at" bigint,
	CONSTRAINT "kernel_dead_letters_once" UNIQUE("reaction","sequence","index")
);
--> statement-breakpoint
CREATE TABLE "kernel_due" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"reaction" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	"command" text COLLATE "C" NOT NULL,
	"input" text COLLATE "C" NOT NULL,
	"causation_id" text COLLATE "C" NOT NULL,
	"attempts" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kernel_events" (
	"sequence" bigint NOT NULL,
	"index" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"aggregate" text COLLATE "C" NOT NULL,
	"aggregate_id" text COLLATE "C" NOT NULL,
	"data" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "kernel_events_sequence_index_pk" PRIMARY KEY("sequence","index")
);
--> statement-breakpoint
CREATE TABLE "kernel_idempotency_keys" (
	"actor_id" text COLLATE "C" NOT NULL,
	"scope" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"input_hash" text COLLATE "C" NOT NULL,
	"sequence" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "kernel_idempotency_keys_actor_id_scope_key_pk" PRIMARY KEY("actor_id","scope","key")
);
--> statement-breakpoint
CREATE TABLE "kernel_journal" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"command" text COLLATE "C" NOT NULL,
	"actor_id" text COLLATE "C" NOT NULL,
	"actor" text COLLATE "C" NOT NULL,
	"target_id" text COLLATE "C",
	"input" text COLLATE "C" NOT NULL,
	"outcome" text COLLATE "C" NOT NULL,
	"dry_run" bigint NOT NULL,
	"result" text COLLATE "C",
	"refusal" text COLLATE "C",
	"event_count" bigint NOT NULL,
	"at" bigint NOT NULL,
	"seed" text COLLATE "C" NOT NULL,
	"duration_us" bigint NOT NULL,
	"correlation_id" text COLLATE "C" NOT NULL,
	"causation_id" text COLLATE "C",
	"release" text COLLATE "C" NOT NULL,
	CONSTRAINT "kernel_journal_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "kernel_journal_subjects" (
	"subject_id" text COLLATE "C" NOT NULL,
	"sequence" bigint NOT NULL,
	"is_fact" bigint NOT NULL,
	CONSTRAINT "kernel_journal_subjects_subject_id_sequence_pk" PRIMARY KEY("subject_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "kernel_last_used" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kernel_notes" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"value" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kernel_retries" (
	"reaction" text COLLATE "C" NOT NULL,
	"sequence" bigint NOT NULL,
	"index" bigint NOT NULL,
	"aggregate_id" text COLLATE "C" NOT NULL,
	"attempts" bigint NOT NULL,
	"next_at" bigint NOT NULL,
	"error" text COLLATE "C" NOT NULL,
	CONSTRAINT "kernel_retries_reaction_sequence_index_pk" PRIMARY KEY("reaction","sequence","index")
);
--> statement-breakpoint
CREATE TABLE "kernel_tries" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"reaction" text COLLATE "C" NOT NULL,
	"sequence" bigint NOT NULL,
	"index" bigint NOT NULL,
	"attempt" bigint NOT NULL,
	"at" bigint NOT NULL,
	"took_ms" bigint NOT NULL,
	"succeeded" bigint NOT NULL,
	"said" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"staff_member_id" text COLLATE "C",
	"hash" text COLLATE "C" NOT NULL,
	"hint" text COLLATE "C" NOT NULL,
	"permissions" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"permissions" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "roles_nameKey_unique" UNIQUE("name_key")
);
--> statement-breakpoint
CREATE TABLE "staff_member_roles" (
	"staff_member_id" text COLLATE "C" NOT NULL,
	"role_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "staff_member_roles_staff_member_id_role_id_pk" PRIMARY KEY("staff_member_id","role_id")
);
--> statement-breakpoint
CREATE TABLE "staff_members" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"email" text COLLATE "C" NOT NULL,
	"email_key" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"deactivated_at" bigint,
	CONSTRAINT "staff_members_emailKey_unique" UNIQUE("email_key")
);
--> statement-breakpoint
CREATE TABLE "cart_lines" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"cart_id" text COLLATE "C" NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "cart_lines_by_variant" UNIQUE("cart_id","variant_id"),
	CONSTRAINT "cart_lines_quantity" CHECK ("cart_lines"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "carts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"shipping_address" text COLLATE "C",
	"discount_codes" text COLLATE "C" NOT NULL,
	"shipping_method_id" text COLLATE "C",
	"order_id" text COLLATE "C",
	"merged_into_id" text COLLATE "C",
	"created_at" bigint NOT NULL,
	"touched_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "collection_products" (
	"collection_id" text COLLATE "C" NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "collection_products_collection_id_product_id_pk" PRIMARY KEY("collection_id","product_id")
);
--> statement-breakpoint
CREATE TABLE "collections" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"description" text COLLATE "C",
	"status" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "collections_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "prices" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"amount" bigint NOT NULL,
	"from" bigint,
	"until" bigint,
	"position" bigint NOT NULL,
	CONSTRAINT "prices_amount" CHECK ("prices"."amount" >= 0)
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"serial" bigint NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"external_id" text COLLATE "C",
	"name" text COLLATE "C" NOT NULL,
	"description" text COLLATE "C",
	"status" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "products_serial_unique" UNIQUE("serial"),
	CONSTRAINT "products_slug_unique" UNIQUE("slug"),
	CONSTRAINT "products_externalId_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "variants" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"external_id" text COLLATE "C",
	"name" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"is_service" bigint NOT NULL,
	"tax_class" text COLLATE "C" NOT NULL,
	"weight" bigint,
	"position" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "variants_sku_unique" UNIQUE("sku"),
	CONSTRAINT "variants_externalId_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "customer_addresses" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"customer_id" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"line1" text COLLATE "C" NOT NULL,
	"line2" text COLLATE "C",
	"city" text COLLATE "C" NOT NULL,
	"region" text COLLATE "C",
	"postal_code" text COLLATE "C" NOT NULL,
	"country_code" text COLLATE "C" NOT NULL,
	"phone" text COLLATE "C",
	"is_default" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"email" text COLLATE "C",
	"email_key" text COLLATE "C",
	"name" text COLLATE "C",
	"phone" text COLLATE "C",
	"country_code" text COLLATE "C",
	"external_id" text COLLATE "C",
	"subject" text COLLATE "C",
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"erased_at" bigint,
	CONSTRAINT "customers_emailKey_unique" UNIQUE("email_key"),
	CONSTRAINT "customers_externalId_unique" UNIQUE("external_id"),
	CONSTRAINT "customers_subject_unique" UNIQUE("subject")
);
--> statement-breakpoint
CREATE TABLE "discount_usages" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"discount_id" text COLLATE "C" NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"email_key" text COLLATE "C",
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "discounts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"code" text COLLATE "C",
	"code_key" text COLLATE "C",
	"is_automatic" bigint NOT NULL,
	"takes" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C",
	"minimum_subtotal" bigint,
	"product_ids" text COLLATE "C" NOT NULL,
	"collection_ids" text COLLATE "C" NOT NULL,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint,
	"usage_limit" bigint,
	"usage_limit_per_customer" bigint,
	"is_combinable" bigint NOT NULL,
	"used" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "discounts_codeKey_unique" UNIQUE("code_key"),
	CONSTRAINT "discounts_code" CHECK (("discounts"."code_key" is null) = ("discounts"."is_automatic" = 1)),
	CONSTRAINT "discounts_used" CHECK ("discounts"."used" >= 0 and ("discounts"."usage_limit" is null or "discounts"."used" <= "discounts"."usage_limit")),
	CONSTRAINT "discounts_ends" CHECK ("discounts"."ends_at" is null or "discounts"."ends_at" >= "discounts"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "draft_order_lines" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"draft_order_id" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	"unit_price" bigint,
	"price_reason" text COLLATE "C",
	CONSTRAINT "draft_order_lines_quantity" CHECK ("draft_order_lines"."quantity" > 0),
	CONSTRAINT "draft_order_lines_price" CHECK (("draft_order_lines"."unit_price" is null) = ("draft_order_lines"."price_reason" is null) and ("draft_order_lines"."unit_price" is null or "draft_order_lines"."unit_price" >= 0))
);
--> statement-breakpoint
CREATE TABLE "draft_orders" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"email" text COLLATE "C",
	"shipping_address" text COLLATE "C",
	"discount_codes" text COLLATE "C" NOT NULL,
	"shipping_method_id" text COLLATE "C",
	"note" text COLLATE "C",
	"order_id" text COLLATE "C",
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "draft_orders_number_unique" UNIQUE("number"),
	CONSTRAINT "draft_orders_orderId_unique" UNIQUE("order_id"),
	CONSTRAINT "draft_orders_order" CHECK (("draft_orders"."order_id" is not null) = ("draft_orders"."status" = 'COMPLETED'))
);
--> statement-breakpoint
CREATE TABLE "fulfilment_lines" (
	"fulfilment_id" text COLLATE "C" NOT NULL,
	"order_line_id" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	CONSTRAINT "fulfilment_lines_fulfilment_id_order_line_id_pk" PRIMARY KEY("fulfilment_id","order_line_id"),
	CONSTRAINT "fulfilment_lines_quantity" CHECK ("fulfilment_lines"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "fulfilments" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"trackings" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"shipped_at" bigint,
	"delivered_at" bigint,
	"cancelled_at" bigint,
	"cancel_reason" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "metadata_entries" (
	"owner_id" text COLLATE "C" NOT NULL,
	"is_private" bigint NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"value" text COLLATE "C" NOT NULL,
	CONSTRAINT "metadata_entries_owner_id_is_private_key_pk" PRIMARY KEY("owner_id","is_private","key")
);
--> statement-breakpoint
CREATE TABLE "order_allocations" (
	"order_line_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	"in_fulfilment" bigint NOT NULL,
	CONSTRAINT "order_allocations_order_line_id_location_id_pk" PRIMARY KEY("order_line_id","location_id"),
	CONSTRAINT "order_allocations_quantities" CHECK ("order_allocations"."in_fulfilment" >= 0 and "order_allocations"."in_fulfilment" <= "order_allocations"."quantity")
);
--> statement-breakpoint
CREATE TABLE "order_cancellations" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"lines" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"author_id" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"is_service" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"unit_price" bigint NOT NULL,
	"line_total" bigint NOT NULL,
	"price_reason" text COLLATE "C",
	"tax_class" text COLLATE "C" NOT NULL,
	"discounts" text COLLATE "C" NOT NULL,
	"discount" bigint NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"gross" bigint NOT NULL,
	"tax_rate" bigint NOT NULL,
	"settled" text COLLATE "C",
	"cancelled" bigint NOT NULL,
	"in_fulfilment" bigint NOT NULL,
	"fulfilled" bigint NOT NULL,
	"returned" bigint NOT NULL,
	CONSTRAINT "order_lines_total" CHECK ("order_lines"."line_total" = "order_lines"."quantity" * "order_lines"."unit_price"),
	CONSTRAINT "order_lines_parts" CHECK ("order_lines"."net" + "order_lines"."tax" = "order_lines"."gross" and "order_lines"."line_total" - "order_lines"."discount" in ("order_lines"."net", "order_lines"."gross") and "order_lines"."discount" >= 0 and "order_lines"."net" >= 0 and "order_lines"."tax" >= 0),
	CONSTRAINT "order_lines_quantities" CHECK ("order_lines"."quantity" >= 0 and "order_lines"."cancelled" >= 0 and "order_lines"."fulfilled" >= 0 and "order_lines"."fulfilled" <= "order_lines"."in_fulfilment" and "order_lines"."cancelled" + "order_lines"."in_fulfilment" <= "order_lines"."quantity" and "order_lines"."returned" >= 0 and "order_lines"."returned" <= "order_lines"."fulfilled")
);
--> statement-breakpoint
CREATE TABLE "order_notes" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"text" text COLLATE "C" NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_revisions" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	"at" bigint NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"lines" text COLLATE "C" NOT NULL,
	"units" bigint NOT NULL,
	"shipping_address" text COLLATE "C",
	"country_code" text COLLATE "C",
	"subtotal" bigint NOT NULL,
	"discount_total" bigint NOT NULL,
	"shipping_total" bigint NOT NULL,
	"tax_total" bigint NOT NULL,
	"total" bigint NOT NULL,
	"discounts" text COLLATE "C" NOT NULL,
	"shipping_method_id" text COLLATE "C",
	"shipping_method_name" text COLLATE "C",
	"shipping_discount" bigint NOT NULL,
	"shipping_net" bigint NOT NULL,
	"shipping_tax" bigint NOT NULL,
	"shipping_gross" bigint NOT NULL,
	"shipping_tax_rate" bigint NOT NULL,
	CONSTRAINT "order_revisions_numbered" UNIQUE("order_id","number"),
	CONSTRAINT "order_revisions_number" CHECK ("order_revisions"."number" > 0)
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"cart_id" text COLLATE "C",
	"customer_id" text COLLATE "C",
	"email" text COLLATE "C",
	"email_key" text COLLATE "C",
	"currency" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"shipping_address" text COLLATE "C",
	"country_code" text COLLATE "C",
	"placed_at" bigint NOT NULL,
	"placed_day" text COLLATE "C" NOT NULL,
	"subtotal" bigint NOT NULL,
	"discount_total" bigint NOT NULL,
	"shipping_total" bigint NOT NULL,
	"tax_total" bigint NOT NULL,
	"total" bigint NOT NULL,
	"refund_granted" bigint NOT NULL,
	"prices_include_tax" bigint NOT NULL,
	"discounts" text COLLATE "C" NOT NULL,
	"shipping_method_id" text COLLATE "C",
	"shipping_method_name" text COLLATE "C",
	"shipping_discount" bigint NOT NULL,
	"shipping_net" bigint NOT NULL,
	"shipping_tax" bigint NOT NULL,
	"shipping_gross" bigint NOT NULL,
	"shipping_tax_rate" bigint NOT NULL,
	"cancel_reason" text COLLATE "C",
	"cancelled_at" bigint,
	"expires_at" bigint,
	"on_hold" bigint NOT NULL,
	"hold_reason" text COLLATE "C",
	"held_at" bigint,
	"close_reason" text COLLATE "C",
	"closed_at" bigint,
	"external_id" text COLLATE "C",
	"edits" bigint NOT NULL,
	CONSTRAINT "orders_number_unique" UNIQUE("number"),
	CONSTRAINT "orders_cartId_unique" UNIQUE("cart_id"),
	CONSTRAINT "orders_externalId_unique" UNIQUE("external_id"),
	CONSTRAINT "orders_total" CHECK ("orders"."total" = "orders"."subtotal" - "orders"."discount_total" + "orders"."shipping_total" + case "orders"."prices_include_tax" when 1 then 0 else "orders"."tax_total" end),
	CONSTRAINT "orders_shipping" CHECK ("orders"."shipping_net" + "orders"."shipping_tax" = "orders"."shipping_gross" and case "orders"."prices_include_tax" when 1 then "orders"."shipping_gross" else "orders"."shipping_net" end = "orders"."shipping_total" - "orders"."shipping_discount" and "orders"."shipping_net" >= 0 and "orders"."shipping_tax" >= 0),
	CONSTRAINT "orders_refund_granted" CHECK ("orders"."refund_granted" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payment_entries" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"payment_id" text COLLATE "C" NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C",
	"reason" text COLLATE "C",
	"report_id" text COLLATE "C",
	"occurred_at" bigint NOT NULL,
	"day" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "payment_entries_once" UNIQUE("payment_id","type","reference"),
	CONSTRAINT "payment_entries_amount" CHECK ("payment_entries"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "payment_reports" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"provider" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"payment_reference" text COLLATE "C" NOT NULL,
	"amount" bigint,
	"currency" text COLLATE "C" NOT NULL,
	"order_id" text COLLATE "C",
	"payment_id" text COLLATE "C",
	"occurred_at" bigint NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "payment_reports_once" UNIQUE("provider","reference","type")
);
--> statement-breakpoint
CREATE TABLE "payment_requests" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"payment_id" text COLLATE "C" NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"amount" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"error" text COLLATE "C",
	"reason" text COLLATE "C",
	"at" bigint NOT NULL,
	"answered_at" bigint,
	CONSTRAINT "payment_requests_amount" CHECK ("payment_requests"."amount" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"provider" text COLLATE "C" NOT NULL,
	"method" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C",
	"client_secret" text COLLATE "C",
	"created_at" bigint NOT NULL,
	CONSTRAINT "payments_once" UNIQUE("provider","reference")
);
--> statement-breakpoint
CREATE TABLE "order_refund_grants" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"return_id" text COLLATE "C",
	"amount" bigint NOT NULL,
	"reason" text COLLATE "C",
	"lines" text COLLATE "C" NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	"external_id" text COLLATE "C",
	CONSTRAINT "order_refund_grants_externalId_unique" UNIQUE("external_id"),
	CONSTRAINT "order_refund_grants_amount" CHECK ("order_refund_grants"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "return_lines" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"return_id" text COLLATE "C" NOT NULL,
	"order_line_id" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	"restocked" bigint NOT NULL,
	"damaged" bigint NOT NULL,
	CONSTRAINT "return_lines_once" UNIQUE("return_id","order_line_id"),
	CONSTRAINT "return_lines_quantities" CHECK ("return_lines"."quantity" > 0 and "return_lines"."restocked" >= 0 and "return_lines"."damaged" >= 0 and "return_lines"."restocked" + "return_lines"."damaged" <= "return_lines"."quantity")
);
--> statement-breakpoint
CREATE TABLE "return_receipts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"return_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"lines" text COLLATE "C" NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "returns" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"note" text COLLATE "C",
	"reject_reason" text COLLATE "C",
	"requested_at" bigint NOT NULL,
	"approved_at" bigint,
	"rejected_at" bigint,
	"cancelled_at" bigint,
	"received_at" bigint,
	"external_id" text COLLATE "C",
	CONSTRAINT "returns_externalId_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "search_synonyms" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"groups" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shipping_methods" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"country_codes" text COLLATE "C" NOT NULL,
	"basis" text COLLATE "C" NOT NULL,
	"brackets" text COLLATE "C" NOT NULL,
	"tax_class" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "cart_reservations" (
	"cart_line_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"cart_id" text COLLATE "C" NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "cart_reservations_cart_line_id_location_id_pk" PRIMARY KEY("cart_line_id","location_id"),
	CONSTRAINT "cart_reservations_quantity" CHECK ("cart_reservations"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "locations" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"code" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"country_code" text COLLATE "C" NOT NULL,
	"priority" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "locations_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "stock_levels" (
	"variant_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"on_hand" bigint NOT NULL,
	"allocated" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	CONSTRAINT "stock_levels_variant_id_location_id_pk" PRIMARY KEY("variant_id","location_id"),
	CONSTRAINT "stock_levels_on_hand" CHECK ("stock_levels"."on_hand" >= 0),
	CONSTRAINT "stock_levels_allocated" CHECK ("stock_levels"."allocated" >= 0),
	CONSTRAINT "stock_levels_reserved" CHECK ("stock_levels"."reserved" >= 0)
);
--> statement-breakpoint
CREATE TABLE "stock_movements" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"on_hand_delta" bigint NOT NULL,
	"allocated_delta" bigint NOT NULL,
	"reserved_delta" bigint NOT NULL,
	"reason" text COLLATE "C",
	"reference" text COLLATE "C",
	"unit_cost" bigint,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stock_policies" (
	"variant_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"tracked" bigint NOT NULL,
	"backorder" bigint NOT NULL,
	"safety_stock" bigint NOT NULL,
	"low_stock_level" bigint NOT NULL,
	CONSTRAINT "stock_policies_safety" CHECK ("stock_policies"."safety_stock" >= 0 and "stock_policies"."low_stock_level" >= 0)
);
--> statement-breakpoint
CREATE TABLE "tax_rates" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"country_code" text COLLATE "C" NOT NULL,
	"tax_class" text COLLATE "C" NOT NULL,
	"rate" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "tax_rates_rate" CHECK ("tax_rates"."rate" >= 0 and "tax_rates"."rate" <= 100000)
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"url" text COLLATE "C" NOT NULL,
	"events" text COLLATE "C" NOT NULL,
	"tells_all" bigint NOT NULL,
	"selection" text COLLATE "C",
	"permissions" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"since" bigint NOT NULL,
	"secret_number" bigint NOT NULL,
	"previous_secret_until" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_key_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"staff_member_id" text COLLATE "C",
	"hash" text COLLATE "C" NOT NULL,
	"hint" text COLLATE "C" NOT NULL,
	"permissions" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "api_key_view_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "cart_reservation_view" (
	"cart_line_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"cart_id" text COLLATE "C" NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "cart_reservation_view_cart_line_id_location_id_pk" PRIMARY KEY("cart_line_id","location_id")
);
--> statement-breakpoint
CREATE TABLE "cart_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"shipping_address" text COLLATE "C",
	"discount_codes" text COLLATE "C" NOT NULL,
	"shipping_method_id" text COLLATE "C",
	"order_id" text COLLATE "C",
	"merged_into_id" text COLLATE "C",
	"lines" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"touched_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "collection_product_view" (
	"collection_id" text COLLATE "C" NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "collection_product_view_collection_id_product_id_pk" PRIMARY KEY("collection_id","product_id")
);
--> statement-breakpoint
CREATE TABLE "collection_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"description" text COLLATE "C",
	"status" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_term_view" (
	"customer_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"term" text COLLATE "C" NOT NULL,
	CONSTRAINT "customer_term_view_customer_id_kind_term_pk" PRIMARY KEY("customer_id","kind","term")
);
--> statement-breakpoint
CREATE TABLE "customer_totals_view" (
	"customer_id" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"orders" bigint NOT NULL,
	"gross" bigint NOT NULL,
	"paid" bigint NOT NULL,
	CONSTRAINT "customer_totals_view_customer_id_currency_pk" PRIMARY KEY("customer_id","currency")
);
--> statement-breakpoint
CREATE TABLE "customer_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"email" text COLLATE "C",
	"email_key" text COLLATE "C",
	"name" text COLLATE "C",
	"phone" text COLLATE "C",
	"country_code" text COLLATE "C",
	"external_id" text COLLATE "C",
	"subject" text COLLATE "C",
	"addresses" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"erased_at" bigint
);
--> statement-breakpoint
CREATE TABLE "discount_usage_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"discount_id" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"email_key" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "discount_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"code" text COLLATE "C",
	"code_key" text COLLATE "C",
	"is_automatic" bigint NOT NULL,
	"takes" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C",
	"minimum_subtotal" bigint,
	"product_ids" text COLLATE "C" NOT NULL,
	"collection_ids" text COLLATE "C" NOT NULL,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint,
	"usage_limit" bigint,
	"usage_limit_per_customer" bigint,
	"is_combinable" bigint NOT NULL,
	"used" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "draft_order_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"version" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"email" text COLLATE "C",
	"shipping_address" text COLLATE "C",
	"discount_codes" text COLLATE "C" NOT NULL,
	"shipping_method_id" text COLLATE "C",
	"note" text COLLATE "C",
	"order_id" text COLLATE "C",
	"lines" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "draft_order_view_number_unique" UNIQUE("number"),
	CONSTRAINT "draft_order_view_orderId_unique" UNIQUE("order_id")
);
--> statement-breakpoint
CREATE TABLE "fulfilment_queue_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C",
	"order_number" bigint NOT NULL,
	"placed_at" bigint NOT NULL,
	"on_hold" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"units_open" bigint NOT NULL,
	"units_ready" bigint NOT NULL,
	"lines" text COLLATE "C" NOT NULL,
	"fulfilment_ids" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fulfilment_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"location_id" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"trackings" text COLLATE "C" NOT NULL,
	"lines" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"shipped_at" bigint,
	"delivered_at" bigint,
	"cancelled_at" bigint,
	"cancel_reason" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "location_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"code" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"country_code" text COLLATE "C" NOT NULL,
	"priority" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "location_view_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "metadata_view" (
	"owner_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"public" text COLLATE "C" NOT NULL,
	"private" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_list_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"placed_at" bigint NOT NULL,
	"email" text COLLATE "C",
	"email_key" text COLLATE "C",
	"customer_id" text COLLATE "C",
	"status" text COLLATE "C" NOT NULL,
	"payment_status" text COLLATE "C" NOT NULL,
	"fulfilment_status" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"total" bigint NOT NULL,
	"item_count" bigint NOT NULL,
	"country_code" text COLLATE "C",
	"balance_side" text COLLATE "C" NOT NULL,
	"balance_amount" bigint NOT NULL,
	"balance_since" bigint NOT NULL,
	"on_hold" bigint NOT NULL,
	"expires_at" bigint,
	CONSTRAINT "order_list_view_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "order_term_view" (
	"order_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"term" text COLLATE "C" NOT NULL,
	CONSTRAINT "order_term_view_order_id_kind_term_pk" PRIMARY KEY("order_id","kind","term")
);
--> statement-breakpoint
CREATE TABLE "order_revision_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	"at" bigint NOT NULL,
	"author_id" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"lines" text COLLATE "C" NOT NULL,
	"shipping_address" text COLLATE "C",
	"country_code" text COLLATE "C",
	"subtotal" bigint NOT NULL,
	"discount_total" bigint NOT NULL,
	"shipping_total" bigint NOT NULL,
	"tax_total" bigint NOT NULL,
	"total" bigint NOT NULL,
	"discounts" text COLLATE "C" NOT NULL,
	"shipping_method_name" text COLLATE "C",
	"shipping_discount" bigint NOT NULL,
	"shipping_net" bigint NOT NULL,
	"shipping_tax" bigint NOT NULL,
	"shipping_gross" bigint NOT NULL,
	"shipping_tax_rate" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"version" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"payment_status" text COLLATE "C" NOT NULL,
	"fulfilment_status" text COLLATE "C" NOT NULL,
	"placed_at" bigint NOT NULL,
	"placed_day" text COLLATE "C" NOT NULL,
	"email" text COLLATE "C",
	"customer_id" text COLLATE "C",
	"cart_id" text COLLATE "C",
	"currency" text COLLATE "C" NOT NULL,
	"shipping_address" text COLLATE "C",
	"country_code" text COLLATE "C",
	"subtotal" bigint NOT NULL,
	"discount_total" bigint NOT NULL,
	"shipping_total" bigint NOT NULL,
	"tax_total" bigint NOT NULL,
	"total" bigint NOT NULL,
	"prices_include_tax" bigint NOT NULL,
	"discounts" text COLLATE "C" NOT NULL,
	"shipping_method_id" text COLLATE "C",
	"shipping_method_name" text COLLATE "C",
	"shipping_discount" bigint NOT NULL,
	"shipping_net" bigint NOT NULL,
	"shipping_tax" bigint NOT NULL,
	"shipping_gross" bigint NOT NULL,
	"shipping_tax_rate" bigint NOT NULL,
	"refund_granted" bigint NOT NULL,
	"current_total" bigint NOT NULL,
	"authorized" bigint NOT NULL,
	"captured" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	"disputed" bigint NOT NULL,
	"due" bigint NOT NULL,
	"lines" text COLLATE "C" NOT NULL,
	"fulfilments" text COLLATE "C" NOT NULL,
	"return_ids" text COLLATE "C" NOT NULL,
	"refund_grants" text COLLATE "C" NOT NULL,
	"payments" text COLLATE "C" NOT NULL,
	"cancellations" text COLLATE "C" NOT NULL,
	"notes" text COLLATE "C" NOT NULL,
	"available_actions" text COLLATE "C" NOT NULL,
	"cancel_reason" text COLLATE "C",
	"expires_at" bigint,
	"on_hold" bigint NOT NULL,
	"hold_reason" text COLLATE "C",
	"held_at" bigint,
	"close_reason" text COLLATE "C",
	"closed_at" bigint,
	"cancelled_at" bigint,
	"external_id" text COLLATE "C",
	"edits" bigint NOT NULL,
	CONSTRAINT "order_view_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "unmatched_report_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"provider" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C" NOT NULL,
	"payment_reference" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"amount" bigint,
	"currency" text COLLATE "C" NOT NULL,
	"order_id" text COLLATE "C",
	"occurred_at" bigint NOT NULL,
	"received_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"provider" text COLLATE "C" NOT NULL,
	"method" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C",
	"client_secret" text COLLATE "C",
	"authorized" bigint NOT NULL,
	"captured" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	"disputed" bigint NOT NULL,
	"capturable" bigint NOT NULL,
	"voidable" bigint NOT NULL,
	"refundable" bigint NOT NULL,
	"is_awaited" bigint NOT NULL,
	"stranded" bigint NOT NULL,
	"entries" text COLLATE "C" NOT NULL,
	"requests" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "product_price_view" (
	"product_id" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"from" bigint NOT NULL,
	"until" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"is_lowest" bigint NOT NULL,
	"serial" bigint NOT NULL,
	CONSTRAINT "product_price_view_product_id_currency_from_until_amount_pk" PRIMARY KEY("product_id","currency","from","until","amount")
);
--> statement-breakpoint
CREATE TABLE "product_search_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"serial" bigint NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"variant_words" text COLLATE "C" NOT NULL,
	"description" text COLLATE "C" NOT NULL,
	CONSTRAINT "product_search_view_serial_unique" UNIQUE("serial")
);
--> statement-breakpoint
CREATE TABLE "product_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"external_id" text COLLATE "C",
	"name_key" text COLLATE "C" NOT NULL,
	"description" text COLLATE "C",
	"status" text COLLATE "C" NOT NULL,
	"variants" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refunds_by_day_view" (
	"currency" text COLLATE "C" NOT NULL,
	"day" text COLLATE "C" NOT NULL,
	"provider" text COLLATE "C" NOT NULL,
	"refunds" bigint NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "refunds_by_day_view_currency_day_provider_pk" PRIMARY KEY("currency","day","provider")
);
--> statement-breakpoint
CREATE TABLE "return_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"customer_id" text COLLATE "C",
	"status" text COLLATE "C" NOT NULL,
	"requested_at" bigint NOT NULL,
	"approved_at" bigint,
	"rejected_at" bigint,
	"cancelled_at" bigint,
	"received_at" bigint,
	"author_id" text COLLATE "C" NOT NULL,
	"note" text COLLATE "C",
	"reject_reason" text COLLATE "C",
	"external_id" text COLLATE "C",
	"lines" text COLLATE "C" NOT NULL,
	"receipts" text COLLATE "C" NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"refund_granted" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "role_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"permissions" text COLLATE "C" NOT NULL,
	"staff_members" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sales_by_day_view" (
	"currency" text COLLATE "C" NOT NULL,
	"day" text COLLATE "C" NOT NULL,
	"country_code" text COLLATE "C" NOT NULL,
	"orders" bigint NOT NULL,
	"units" bigint NOT NULL,
	"discounts" bigint NOT NULL,
	"shipping" bigint NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"gross" bigint NOT NULL,
	CONSTRAINT "sales_by_day_view_currency_day_country_code_pk" PRIMARY KEY("currency","day","country_code")
);
--> statement-breakpoint
CREATE TABLE "sales_by_discount_view" (
	"currency" text COLLATE "C" NOT NULL,
	"day" text COLLATE "C" NOT NULL,
	"discount_id" text COLLATE "C" NOT NULL,
	"orders" bigint NOT NULL,
	"discounted" bigint NOT NULL,
	"gross" bigint NOT NULL,
	CONSTRAINT "sales_by_discount_view_currency_day_discount_id_pk" PRIMARY KEY("currency","day","discount_id")
);
--> statement-breakpoint
CREATE TABLE "sales_by_tax_rate_view" (
	"currency" text COLLATE "C" NOT NULL,
	"day" text COLLATE "C" NOT NULL,
	"country_code" text COLLATE "C" NOT NULL,
	"tax_rate" bigint NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"gross" bigint NOT NULL,
	CONSTRAINT "sales_by_tax_rate_view_currency_day_country_code_tax_rate_pk" PRIMARY KEY("currency","day","country_code","tax_rate")
);
--> statement-breakpoint
CREATE TABLE "sales_by_variant_view" (
	"currency" text COLLATE "C" NOT NULL,
	"day" text COLLATE "C" NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"orders" bigint NOT NULL,
	"units" bigint NOT NULL,
	"discounts" bigint NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"gross" bigint NOT NULL,
	CONSTRAINT "sales_by_variant_view_currency_day_variant_id_pk" PRIMARY KEY("currency","day","variant_id")
);
--> statement-breakpoint
CREATE TABLE "search_synonyms_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"groups" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shipping_method_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"country_codes" text COLLATE "C" NOT NULL,
	"basis" text COLLATE "C" NOT NULL,
	"brackets" text COLLATE "C" NOT NULL,
	"tax_class" text COLLATE "C" NOT NULL,
	"is_offered" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "staff_member_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"email" text COLLATE "C" NOT NULL,
	"email_key" text COLLATE "C" NOT NULL,
	"role_ids" text COLLATE "C" NOT NULL,
	"is_active" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"deactivated_at" bigint
);
--> statement-breakpoint
CREATE TABLE "stock_level_view" (
	"variant_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"on_hand" bigint NOT NULL,
	"allocated" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	CONSTRAINT "stock_level_view_variant_id_location_id_pk" PRIMARY KEY("variant_id","location_id")
);
--> statement-breakpoint
CREATE TABLE "stock_movement_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"location_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"on_hand_delta" bigint NOT NULL,
	"allocated_delta" bigint NOT NULL,
	"reserved_delta" bigint NOT NULL,
	"reason" text COLLATE "C",
	"reference" text COLLATE "C",
	"unit_cost" bigint,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tax_rate_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"country_code" text COLLATE "C" NOT NULL,
	"tax_class" text COLLATE "C" NOT NULL,
	"rate" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "variant_stock_view" (
	"variant_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"tracked" bigint NOT NULL,
	"backorder" bigint NOT NULL,
	"safety_stock" bigint NOT NULL,
	"low_stock_level" bigint NOT NULL,
	"on_hand" bigint NOT NULL,
	"allocated" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	"sellable" bigint NOT NULL,
	"in_stock" bigint NOT NULL,
	"is_low" bigint NOT NULL,
	CONSTRAINT "variant_stock_view_sku_unique" UNIQUE("sku")
);
--> statement-breakpoint
CREATE TABLE "variant_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"external_id" text COLLATE "C",
	"name" text COLLATE "C" NOT NULL,
	"product_name" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"product_status" text COLLATE "C" NOT NULL,
	"is_service" bigint NOT NULL,
	"tax_class" text COLLATE "C" NOT NULL,
	"weight" bigint,
	"position" bigint NOT NULL,
	"prices" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_view" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"url" text COLLATE "C" NOT NULL,
	"events" text COLLATE "C" NOT NULL,
	"tells_all" bigint NOT NULL,
	"selection" text COLLATE "C",
	"permissions" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"since" bigint NOT NULL,
	"secret_number" bigint NOT NULL,
	"previous_secret_until" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_staff_member_id_staff_members_id_fk" FOREIGN KEY ("staff_member_id") REFERENCES "public"."staff_members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_member_roles" ADD CONSTRAINT "staff_member_roles_staff_member_id_staff_members_id_fk" FOREIGN KEY ("staff_member_id") REFERENCES "public"."staff_members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_member_roles" ADD CONSTRAINT "staff_member_roles_role_id_roles_id_fk" FOREIGN KEY ("role_id") REFERENCES "public"."roles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_cart_id_carts_id_fk" FOREIGN KEY ("cart_id") REFERENCES "public"."carts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collection_products" ADD CONSTRAINT "collection_products_collection_id_collections_id_fk" FOREIGN KEY ("collection_id") REFERENCES "public"."collections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collection_products" ADD CONSTRAINT "collection_products_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prices" ADD CONSTRAINT "prices_variant_id_variants_id_fk" FOREIGN KEY ("variant_id") REFERENCES "public"."variants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variants" ADD CONSTRAINT "variants_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_addresses" ADD CONSTRAINT "customer_addresses_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discount_usages" ADD CONSTRAINT "discount_usages_discount_id_discounts_id_fk" FOREIGN KEY ("discount_id") REFERENCES "public"."discounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft_order_lines" ADD CONSTRAINT "draft_order_lines_draft_order_id_draft_orders_id_fk" FOREIGN KEY ("draft_order_id") REFERENCES "public"."draft_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfilment_lines" ADD CONSTRAINT "fulfilment_lines_fulfilment_id_fulfilments_id_fk" FOREIGN KEY ("fulfilment_id") REFERENCES "public"."fulfilments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_allocations" ADD CONSTRAINT "order_allocations_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_cancellations" ADD CONSTRAINT "order_cancellations_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_notes" ADD CONSTRAINT "order_notes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_revisions" ADD CONSTRAINT "order_revisions_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_entries" ADD CONSTRAINT "payment_entries_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_reports" ADD CONSTRAINT "payment_reports_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_requests" ADD CONSTRAINT "payment_requests_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_refund_grants" ADD CONSTRAINT "order_refund_grants_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_receipts" ADD CONSTRAINT "return_receipts_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "kernel_dead_letters_by_status" ON "kernel_dead_letters" USING btree ("status","at","id");--> statement-breakpoint
CREATE INDEX "kernel_dead_letters_by_reaction" ON "kernel_dead_letters" USING btree ("reaction","at","id");--> statement-breakpoint
CREATE INDEX "kernel_dead_letters_by_time" ON "kernel_dead_letters" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "kernel_due_by_time" ON "kernel_due" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "kernel_events_by_aggregate" ON "kernel_events" USING btree ("aggregate_id","sequence","index");--> statement-breakpoint
CREATE INDEX "kernel_idempotency_keys_by_expiry" ON "kernel_idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "kernel_journal_by_command" ON "kernel_journal" USING btree ("command","sequence");--> statement-breakpoint
CREATE INDEX "kernel_journal_by_target" ON "kernel_journal" USING btree ("target_id","sequence");--> statement-breakpoint
CREATE INDEX "kernel_journal_by_actor" ON "kernel_journal" USING btree ("actor_id","sequence");--> statement-breakpoint
CREATE INDEX "kernel_journal_by_outcome" ON "kernel_journal" USING btree ("outcome","sequence");--> statement-breakpoint
CREATE INDEX "kernel_journal_subjects_by_sequence" ON "kernel_journal_subjects" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "kernel_retries_by_time" ON "kernel_retries" USING btree ("next_at","reaction","sequence","index");--> statement-breakpoint
CREATE INDEX "kernel_retries_by_aggregate" ON "kernel_retries" USING btree ("reaction","aggregate_id","sequence","index");--> statement-breakpoint
CREATE INDEX "kernel_tries_by_reaction" ON "kernel_tries" USING btree ("reaction","at","id");--> statement-breakpoint
CREATE INDEX "kernel_tries_by_time" ON "kernel_tries" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "api_keys_by_staff_member" ON "api_keys" USING btree ("staff_member_id");--> statement-breakpoint
CREATE INDEX "staff_member_roles_by_role" ON "staff_member_roles" USING btree ("role_id");--> statement-breakpoint
CREATE INDEX "cart_lines_by_cart" ON "cart_lines" USING btree ("cart_id","position");--> statement-breakpoint
CREATE INDEX "carts_by_customer" ON "carts" USING btree ("customer_id","status","touched_at","id");--> statement-breakpoint
CREATE INDEX "collection_products_by_product" ON "collection_products" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "prices_by_variant" ON "prices" USING btree ("variant_id","position");--> statement-breakpoint
CREATE INDEX "variants_by_product" ON "variants" USING btree ("product_id","position");--> statement-breakpoint
CREATE INDEX "customer_addresses_by_customer" ON "customer_addresses" USING btree ("customer_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "discount_usages_by_order" ON "discount_usages" USING btree ("order_id","discount_id");--> statement-breakpoint
CREATE INDEX "discount_usages_by_customer" ON "discount_usages" USING btree ("customer_id","discount_id");--> statement-breakpoint
CREATE INDEX "discount_usages_by_email" ON "discount_usages" USING btree ("email_key","discount_id");--> statement-breakpoint
CREATE INDEX "discounts_automatic" ON "discounts" USING btree ("is_automatic","ends_at");--> statement-breakpoint
CREATE INDEX "draft_order_lines_by_draft" ON "draft_order_lines" USING btree ("draft_order_id","position");--> statement-breakpoint
CREATE INDEX "fulfilments_by_order" ON "fulfilments" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "order_cancellations_by_order" ON "order_cancellations" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "order_lines_by_order" ON "order_lines" USING btree ("order_id","position");--> statement-breakpoint
CREATE INDEX "order_lines_by_variant" ON "order_lines" USING btree ("variant_id");--> statement-breakpoint
CREATE INDEX "order_notes_by_order" ON "order_notes" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "orders_by_customer" ON "orders" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "orders_by_email" ON "orders" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "payment_entries_by_order" ON "payment_entries" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "payment_reports_by_payment" ON "payment_reports" USING btree ("provider","payment_reference","id");--> statement-breakpoint
CREATE INDEX "payment_requests_by_payment" ON "payment_requests" USING btree ("payment_id","id");--> statement-breakpoint
CREATE INDEX "payment_requests_by_order" ON "payment_requests" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "payments_by_order" ON "payments" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "order_refund_grants_by_order" ON "order_refund_grants" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "order_refund_grants_by_return" ON "order_refund_grants" USING btree ("return_id","id");--> statement-breakpoint
CREATE INDEX "return_receipts_by_return" ON "return_receipts" USING btree ("return_id","id");--> statement-breakpoint
CREATE INDEX "returns_by_order" ON "returns" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "shipping_methods_offered" ON "shipping_methods" USING btree ("archived_at","id");--> statement-breakpoint
CREATE INDEX "cart_reservations_by_cart" ON "cart_reservations" USING btree ("cart_id","cart_line_id","location_id");--> statement-breakpoint
CREATE INDEX "cart_reservations_by_variant" ON "cart_reservations" USING btree ("variant_id","expires_at");--> statement-breakpoint
CREATE INDEX "stock_movements_by_variant" ON "stock_movements" USING btree ("variant_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "tax_rates_by_country" ON "tax_rates" USING btree ("country_code","tax_class");--> statement-breakpoint
CREATE INDEX "api_key_view_by_hint" ON "api_key_view" USING btree ("hint","id");--> statement-breakpoint
CREATE INDEX "api_key_view_by_staff_member" ON "api_key_view" USING btree ("staff_member_id","id");--> statement-breakpoint
CREATE INDEX "cart_reservation_view_by_cart" ON "cart_reservation_view" USING btree ("cart_id","cart_line_id","location_id");--> statement-breakpoint
CREATE INDEX "cart_reservation_view_by_variant" ON "cart_reservation_view" USING btree ("variant_id","expires_at","cart_line_id");--> statement-breakpoint
CREATE INDEX "cart_view_by_customer" ON "cart_view" USING btree ("customer_id","status","touched_at","id");--> statement-breakpoint
CREATE INDEX "collection_product_view_in_order" ON "collection_product_view" USING btree ("collection_id","position");--> statement-breakpoint
CREATE INDEX "collection_product_view_by_product" ON "collection_product_view" USING btree ("product_id","collection_id");--> statement-breakpoint
CREATE INDEX "collection_view_by_slug" ON "collection_view" USING btree ("slug");--> statement-breakpoint
CREATE INDEX "collection_view_by_name" ON "collection_view" USING btree ("name_key","id");--> statement-breakpoint
CREATE INDEX "collection_view_by_created" ON "collection_view" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "collection_view_by_status" ON "collection_view" USING btree ("status","name_key","id");--> statement-breakpoint
CREATE INDEX "customer_term_view_by_term" ON "customer_term_view" USING btree ("term","customer_id");--> statement-breakpoint
CREATE INDEX "customer_view_by_creation" ON "customer_view" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "customer_view_by_email" ON "customer_view" USING btree ("email_key","created_at","id");--> statement-breakpoint
CREATE INDEX "customer_view_by_external_id" ON "customer_view" USING btree ("external_id");--> statement-breakpoint
CREATE INDEX "customer_view_by_subject" ON "customer_view" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "customer_view_by_country" ON "customer_view" USING btree ("country_code","created_at","id");--> statement-breakpoint
CREATE INDEX "discount_usage_view_by_order" ON "discount_usage_view" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "discount_usage_view_by_customer" ON "discount_usage_view" USING btree ("customer_id","discount_id");--> statement-breakpoint
CREATE INDEX "discount_usage_view_by_email" ON "discount_usage_view" USING btree ("email_key","discount_id");--> statement-breakpoint
CREATE INDEX "discount_view_automatic" ON "discount_view" USING btree ("is_automatic","ends_at");--> statement-breakpoint
CREATE INDEX "discount_view_by_code" ON "discount_view" USING btree ("code_key");--> statement-breakpoint
CREATE INDEX "discount_view_by_created" ON "discount_view" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "draft_order_view_by_status" ON "draft_order_view" USING btree ("status","number");--> statement-breakpoint
CREATE INDEX "draft_order_view_by_customer" ON "draft_order_view" USING btree ("customer_id","number");--> statement-breakpoint
CREATE INDEX "fulfilment_queue_view_by_order" ON "fulfilment_queue_view" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "fulfilment_queue_view_by_placing" ON "fulfilment_queue_view" USING btree ("placed_at","order_number","id");--> statement-breakpoint
CREATE INDEX "fulfilment_queue_view_by_location" ON "fulfilment_queue_view" USING btree ("location_id","placed_at","order_number","id");--> statement-breakpoint
CREATE INDEX "fulfilment_queue_view_by_status" ON "fulfilment_queue_view" USING btree ("status","placed_at","order_number","id");--> statement-breakpoint
CREATE INDEX "fulfilment_queue_view_by_both" ON "fulfilment_queue_view" USING btree ("location_id","status","placed_at","order_number","id");--> statement-breakpoint
CREATE INDEX "fulfilment_view_by_order" ON "fulfilment_view" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "order_list_view_by_placing" ON "order_list_view" USING btree ("placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_total" ON "order_list_view" USING btree ("total","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_status" ON "order_list_view" USING btree ("status","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_payment" ON "order_list_view" USING btree ("payment_status","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_fulfilment" ON "order_list_view" USING btree ("fulfilment_status","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_customer" ON "order_list_view" USING btree ("customer_id","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_email" ON "order_list_view" USING btree ("email_key","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_hold" ON "order_list_view" USING btree ("on_hold","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_expiry" ON "order_list_view" USING btree ("expires_at","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_country" ON "order_list_view" USING btree ("country_code","placed_at","number");--> statement-breakpoint
CREATE INDEX "order_list_view_by_balance" ON "order_list_view" USING btree ("balance_side","balance_since","number");--> statement-breakpoint
CREATE INDEX "order_term_view_by_term" ON "order_term_view" USING btree ("term","order_id","kind");--> statement-breakpoint
CREATE INDEX "order_revision_view_by_order" ON "order_revision_view" USING btree ("order_id","number");--> statement-breakpoint
CREATE INDEX "order_view_by_external_id" ON "order_view" USING btree ("external_id") WHERE "order_view"."external_id" is not null;--> statement-breakpoint
CREATE INDEX "unmatched_report_view_by_receipt" ON "unmatched_report_view" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "payment_view_by_order" ON "payment_view" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "payment_view_by_stranded" ON "payment_view" USING btree ("stranded");--> statement-breakpoint
CREATE INDEX "product_price_view_lowest" ON "product_price_view" USING btree ("currency","is_lowest","amount","serial");--> statement-breakpoint
CREATE INDEX "product_search_view_by_name" ON "product_search_view" USING btree ("name_key","serial");--> statement-breakpoint
CREATE INDEX "product_search_view_by_created" ON "product_search_view" USING btree ("created_at","serial");--> statement-breakpoint
CREATE INDEX "product_view_by_slug" ON "product_view" USING btree ("slug");--> statement-breakpoint
CREATE INDEX "product_view_by_external_id" ON "product_view" USING btree ("external_id");--> statement-breakpoint
CREATE INDEX "product_view_by_name" ON "product_view" USING btree ("name_key","id");--> statement-breakpoint
CREATE INDEX "product_view_by_created" ON "product_view" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "product_view_by_updated" ON "product_view" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "product_view_by_status" ON "product_view" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "return_view_by_request" ON "return_view" USING btree ("requested_at","id");--> statement-breakpoint
CREATE INDEX "return_view_by_status" ON "return_view" USING btree ("status","requested_at","id");--> statement-breakpoint
CREATE INDEX "return_view_by_order" ON "return_view" USING btree ("order_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "return_view_by_customer" ON "return_view" USING btree ("customer_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "role_view_by_name" ON "role_view" USING btree ("name_key","id");--> statement-breakpoint
CREATE INDEX "shipping_method_view_offered" ON "shipping_method_view" USING btree ("is_offered","id");--> statement-breakpoint
CREATE INDEX "shipping_method_view_by_created" ON "shipping_method_view" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "staff_member_view_by_created" ON "staff_member_view" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "staff_member_view_by_active" ON "staff_member_view" USING btree ("is_active","created_at","id");--> statement-breakpoint
CREATE INDEX "staff_member_view_by_email" ON "staff_member_view" USING btree ("email_key","id");--> statement-breakpoint
CREATE INDEX "stock_level_view_by_location" ON "stock_level_view" USING btree ("location_id","variant_id");--> statement-breakpoint
CREATE INDEX "stock_movement_view_by_variant" ON "stock_movement_view" USING btree ("variant_id","id");--> statement-breakpoint
CREATE INDEX "stock_movement_view_receipts" ON "stock_movement_view" USING btree ("variant_id","id") WHERE "stock_movement_view"."kind" = 'RECEIVED';--> statement-breakpoint
CREATE INDEX "tax_rate_view_by_country" ON "tax_rate_view" USING btree ("country_code","tax_class","id");--> statement-breakpoint
CREATE INDEX "variant_stock_view_by_product" ON "variant_stock_view" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "variant_stock_view_low" ON "variant_stock_view" USING btree ("is_low","sellable","variant_id");--> statement-breakpoint
CREATE INDEX "variant_view_by_sku" ON "variant_view" USING btree ("sku");--> statement-breakpoint
CREATE INDEX "variant_view_by_external_id" ON "variant_view" USING btree ("external_id");--> statement-breakpoint
CREATE INDEX "variant_view_by_product" ON "variant_view" USING btree ("product_id","position");--> statement-breakpoint
CREATE INDEX "webhook_view_by_status" ON "webhook_view" USING btree ("status","id");