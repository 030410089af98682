CREATE TABLE `kernel_aggregate_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`aggregate` text NOT NULL,
	`version` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `kernel_cursors` (
	`reaction` text PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`index` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `kernel_dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`reaction` text NOT NULL,
	`sequence` integer NOT NULL,
	`index` integer NOT NULL,
	`error` text NOT NULL,
	`attempts` integer NOT NULL,
	`at` integer NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`settled_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `kernel_dead_letters_by_status` ON `kernel_dead_letters` (`status`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `kernel_dead_letters_by_reaction` ON `kernel_dead_letters` (`reaction`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `kernel_dead_letters_by_time` ON `kernel_dead_letters` (`at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `kernel_dead_letters_once` ON `kernel_dead_letters` (`reaction`,`sequence`,`index`);--> statement-breakpoint
CREATE TABLE `kernel_due` (
	`id` text PRIMARY KEY NOT NULL,
	`reaction` text NOT NULL,
	`at` integer NOT NULL,
	`command` text NOT NULL,
	`input` text NOT NULL,
	`causation_id` text NOT NULL,
	`attempts` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `kernel_due_by_time` ON `kernel_due` (`at`,`id`);--> statement-breakpoint
CREATE TABLE `kernel_events` (
	`sequence` integer NOT NULL,
	`index` integer NOT NULL,
	`name` text NOT NULL,
	`aggregate` text NOT NULL,
	`aggregate_id` text NOT NULL,
	`data` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`sequence`, `index`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `kernel_events_by_aggregate` ON `kernel_events` (`aggregate_id`,`sequence`,`index`);--> statement-breakpoint
CREATE TABLE `kernel_idempotency_keys` (
	`actor_id` text NOT NULL,
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`input_hash` text NOT NULL,
	`sequence` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`actor_id`, `scope`, `key`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `kernel_idempotency_keys_by_expiry` ON `kernel_idempotency_keys` (`expires_at`);--> statement-breakpoint
CREATE TABLE `kernel_journal` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`command` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor` text NOT NULL,
	`target_id` text,
	`input` text NOT NULL,
	`outcome` text NOT NULL,
	`dry_run` integer NOT NULL,
	`result` text,
	`refusal` text,
	`event_count` integer NOT NULL,
	`at` integer NOT NULL,
	`seed` text NOT NULL,
	`duration_us` integer NOT NULL,
	`correlation_id` text NOT NULL,
	`causation_id` text,
	`release` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `kernel_journal_id_unique` ON `kernel_journal` (`id`);--> statement-breakpoint
CREATE INDEX `kernel_journal_by_command` ON `kernel_journal` (`command`,`sequence`);--> statement-breakpoint
CREATE INDEX `kernel_journal_by_target` ON `kernel_journal` (`target_id`,`sequence`);--> statement-breakpoint
CREATE INDEX `kernel_journal_by_actor` ON `kernel_journal` (`actor_id`,`sequence`);--> statement-breakpoint
CREATE INDEX `kernel_journal_by_outcome` ON `kernel_journal` (`outcome`,`sequence`);--> statement-breakpoint
CREATE TABLE `kernel_journal_subjects` (
	`subject_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`is_fact` integer NOT NULL,
	PRIMARY KEY(`subject_id`, `sequence`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `kernel_journal_subjects_by_sequence` ON `kernel_journal_subjects` (`sequence`);--> statement-breakpoint
CREATE TABLE `kernel_last_used` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `kernel_notes` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `kernel_retries` (
	`reaction` text NOT NULL,
	`sequence` integer NOT NULL,
	`index` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer NOT NULL,
	`error` text NOT NULL,
	PRIMARY KEY(`reaction`, `sequence`, `index`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `kernel_retries_by_time` ON `kernel_retries` (`next_at`,`reaction`,`sequence`,`index`);--> statement-breakpoint
CREATE INDEX `kernel_retries_by_aggregate` ON `kernel_retries` (`reaction`,`aggregate_id`,`sequence`,`index`);--> statement-breakpoint
CREATE TABLE `kernel_tries` (
	`id` text PRIMARY KEY NOT NULL,
	`reaction` text NOT NULL,
	`sequence` integer NOT NULL,
	`index` integer NOT NULL,
	`attempt` integer NOT NULL,
	`at` integer NOT NULL,
	`took_ms` integer NOT NULL,
	`succeeded` integer NOT NULL,
	`said` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `kernel_tries_by_reaction` ON `kernel_tries` (`reaction`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `kernel_tries_by_time` ON `kernel_tries` (`at`,`id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`staff_member_id` text,
	`hash` text NOT NULL,
	`hint` text NOT NULL,
	`permissions` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`staff_member_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE INDEX `api_keys_by_staff_member` ON `api_keys` (`staff_member_id`);--> statement-breakpoint
CREATE TABLE `roles` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`permissions` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `roles_nameKey_unique` ON `roles` (`name_key`);--> statement-breakpoint
CREATE TABLE `staff_member_roles` (
	`staff_member_id` text NOT NULL,
	`role_id` text NOT NULL,
	PRIMARY KEY(`staff_member_id`, `role_id`),
	FOREIGN KEY (`staff_member_id`) REFERENCES `staff_members`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`role_id`) REFERENCES `roles`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `staff_member_roles_by_role` ON `staff_member_roles` (`role_id`);--> statement-breakpoint
CREATE TABLE `staff_members` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`deactivated_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_members_emailKey_unique` ON `staff_members` (`email_key`);--> statement-breakpoint
CREATE TABLE `cart_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`cart_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`position` integer NOT NULL,
	FOREIGN KEY (`cart_id`) REFERENCES `carts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "cart_lines_quantity" CHECK("cart_lines"."quantity" > 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `cart_lines_by_cart` ON `cart_lines` (`cart_id`,`position`);--> statement-breakpoint
CREATE UNIQUE INDEX `cart_lines_by_variant` ON `cart_lines` (`cart_id`,`variant_id`);--> statement-breakpoint
CREATE TABLE `carts` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`customer_id` text,
	`shipping_address` text,
	`discount_codes` text NOT NULL,
	`shipping_method_id` text,
	`order_id` text,
	`merged_into_id` text,
	`created_at` integer NOT NULL,
	`touched_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `carts_by_customer` ON `carts` (`customer_id`,`status`,`touched_at`,`id`);--> statement-breakpoint
CREATE TABLE `collection_products` (
	`collection_id` text NOT NULL,
	`product_id` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`collection_id`, `product_id`),
	FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `collection_products_by_product` ON `collection_products` (`product_id`);--> statement-breakpoint
CREATE TABLE `collections` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`status` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `collections_slug_unique` ON `collections` (`slug`);--> statement-breakpoint
CREATE TABLE `prices` (
	`id` text PRIMARY KEY NOT NULL,
	`variant_id` text NOT NULL,
	`currency` text NOT NULL,
	`amount` integer NOT NULL,
	`from` integer,
	`until` integer,
	`position` integer NOT NULL,
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "prices_amount" CHECK("prices"."amount" >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `prices_by_variant` ON `prices` (`variant_id`,`position`);--> statement-breakpoint
CREATE TABLE `products` (
	`id` text PRIMARY KEY NOT NULL,
	`serial` integer NOT NULL,
	`slug` text NOT NULL,
	`external_id` text,
	`name` text NOT NULL,
	`description` text,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `products_serial_unique` ON `products` (`serial`);--> statement-breakpoint
CREATE UNIQUE INDEX `products_slug_unique` ON `products` (`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `products_externalId_unique` ON `products` (`external_id`);--> statement-breakpoint
CREATE TABLE `variants` (
	`id` text PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`sku` text NOT NULL,
	`external_id` text,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`is_service` integer NOT NULL,
	`tax_class` text NOT NULL,
	`weight` integer,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `variants_sku_unique` ON `variants` (`sku`);--> statement-breakpoint
CREATE UNIQUE INDEX `variants_externalId_unique` ON `variants` (`external_id`);--> statement-breakpoint
CREATE INDEX `variants_by_product` ON `variants` (`product_id`,`position`);--> statement-breakpoint
CREATE TABLE `customer_addresses` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`name` text NOT NULL,
	`line1` text NOT NULL,
	`line2` text,
	`city` text NOT NULL,
	`region` text,
	`postal_code` text NOT NULL,
	`country_code` text NOT NULL,
	`phone` text,
	`is_default` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `customer_addresses_by_customer` ON `customer_addresses` (`customer_id`,`id`);--> statement-breakpoint
CREATE TABLE `customers` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`email_key` text,
	`name` text,
	`phone` text,
	`country_code` text,
	`external_id` text,
	`subject` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`erased_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `customers_emailKey_unique` ON `customers` (`email_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `customers_externalId_unique` ON `customers` (`external_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `customers_subject_unique` ON `customers` (`subject`);--> statement-breakpoint
CREATE TABLE `discount_usages` (
	`id` text PRIMARY KEY NOT NULL,
	`discount_id` text NOT NULL,
	`order_id` text NOT NULL,
	`customer_id` text,
	`email_key` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`discount_id`) REFERENCES `discounts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `discount_usages_by_order` ON `discount_usages` (`order_id`,`discount_id`);--> statement-breakpoint
CREATE INDEX `discount_usages_by_customer` ON `discount_usages` (`customer_id`,`discount_id`);--> statement-breakpoint
CREATE INDEX `discount_usages_by_email` ON `discount_usages` (`email_key`,`discount_id`);--> statement-breakpoint
CREATE TABLE `discounts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`code` text,
	`code_key` text,
	`is_automatic` integer NOT NULL,
	`takes` text NOT NULL,
	`currency` text,
	`minimum_subtotal` integer,
	`product_ids` text NOT NULL,
	`collection_ids` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer,
	`usage_limit` integer,
	`usage_limit_per_customer` integer,
	`is_combinable` integer NOT NULL,
	`used` integer NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "discounts_code" CHECK(("discounts"."code_key" is null) = ("discounts"."is_automatic" = 1)),
	CONSTRAINT "discounts_used" CHECK("discounts"."used" >= 0 and ("discounts"."usage_limit" is null or "discounts"."used" <= "discounts"."usage_limit")),
	CONSTRAINT "discounts_ends" CHECK("discounts"."ends_at" is null or "discounts"."ends_at" >= "discounts"."starts_at")
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `discounts_codeKey_unique` ON `discounts` (`code_key`);--> statement-breakpoint
CREATE INDEX `discounts_automatic` ON `discounts` (`is_automatic`,`ends_at`);--> statement-breakpoint
CREATE TABLE `draft_order_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`draft_order_id` text NOT NULL,
	`position` integer NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`unit_price` integer,
	`price_reason` text,
	FOREIGN KEY (`draft_order_id`) REFERENCES `draft_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "draft_order_lines_quantity" CHECK("draft_order_lines"."quantity" > 0),
	CONSTRAINT "draft_order_lines_price" CHECK(("draft_order_lines"."unit_price" is null) = ("draft_order_lines"."price_reason" is null) and ("draft_order_lines"."unit_price" is null or "draft_order_lines"."unit_price" >= 0))
) STRICT;
--> statement-breakpoint
CREATE INDEX `draft_order_lines_by_draft` ON `draft_order_lines` (`draft_order_id`,`position`);--> statement-breakpoint
CREATE TABLE `draft_orders` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`customer_id` text,
	`email` text,
	`shipping_address` text,
	`discount_codes` text NOT NULL,
	`shipping_method_id` text,
	`note` text,
	`order_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "draft_orders_order" CHECK(("draft_orders"."order_id" is not null) = ("draft_orders"."status" = 'COMPLETED'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `draft_orders_number_unique` ON `draft_orders` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `draft_orders_orderId_unique` ON `draft_orders` (`order_id`);--> statement-breakpoint
CREATE TABLE `fulfilment_lines` (
	`fulfilment_id` text NOT NULL,
	`order_line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	PRIMARY KEY(`fulfilment_id`, `order_line_id`),
	FOREIGN KEY (`fulfilment_id`) REFERENCES `fulfilments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "fulfilment_lines_quantity" CHECK("fulfilment_lines"."quantity" > 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE `fulfilments` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`location_id` text NOT NULL,
	`status` text NOT NULL,
	`trackings` text NOT NULL,
	`created_at` integer NOT NULL,
	`shipped_at` integer,
	`delivered_at` integer,
	`cancelled_at` integer,
	`cancel_reason` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `fulfilments_by_order` ON `fulfilments` (`order_id`,`id`);--> statement-breakpoint
CREATE TABLE `metadata_entries` (
	`owner_id` text NOT NULL,
	`is_private` integer NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`owner_id`, `is_private`, `key`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `order_allocations` (
	`order_line_id` text NOT NULL,
	`location_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`in_fulfilment` integer NOT NULL,
	PRIMARY KEY(`order_line_id`, `location_id`),
	FOREIGN KEY (`order_line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_allocations_quantities" CHECK("order_allocations"."in_fulfilment" >= 0 and "order_allocations"."in_fulfilment" <= "order_allocations"."quantity")
) STRICT;
--> statement-breakpoint
CREATE TABLE `order_cancellations` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`lines` text NOT NULL,
	`reason` text,
	`author_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `order_cancellations_by_order` ON `order_cancellations` (`order_id`,`id`);--> statement-breakpoint
CREATE TABLE `order_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`position` integer NOT NULL,
	`variant_id` text NOT NULL,
	`sku` text NOT NULL,
	`name` text NOT NULL,
	`is_service` integer NOT NULL,
	`quantity` integer NOT NULL,
	`unit_price` integer NOT NULL,
	`line_total` integer NOT NULL,
	`price_reason` text,
	`tax_class` text NOT NULL,
	`discounts` text NOT NULL,
	`discount` integer NOT NULL,
	`net` integer NOT NULL,
	`tax` integer NOT NULL,
	`gross` integer NOT NULL,
	`tax_rate` integer NOT NULL,
	`settled` text,
	`cancelled` integer NOT NULL,
	`in_fulfilment` integer NOT NULL,
	`fulfilled` integer NOT NULL,
	`returned` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_lines_total" CHECK("order_lines"."line_total" = "order_lines"."quantity" * "order_lines"."unit_price"),
	CONSTRAINT "order_lines_parts" CHECK("order_lines"."net" + "order_lines"."tax" = "order_lines"."gross" and "order_lines"."line_total" - "order_lines"."discount" in ("order_lines"."net", "order_lines"."gross") and "order_lines"."discount" >= 0 and "order_lines"."net" >= 0 and "order_lines"."tax" >= 0),
	CONSTRAINT "order_lines_quantities" CHECK("order_lines"."quantity" >= 0 and "order_lines"."cancelled" >= 0 and "order_lines"."fulfilled" >= 0 and "order_lines"."fulfilled" <= "order_lines"."in_fulfilment" and "order_lines"."cancelled" + "order_lines"."in_fulfilment" <= "order_lines"."quantity" and "order_lines"."returned" >= 0 and "order_lines"."returned" <= "order_lines"."fulfilled")
) STRICT;
--> statement-breakpoint
CREATE INDEX `order_lines_by_order` ON `order_lines` (`order_id`,`position`);--> statement-breakpoint
CREATE INDEX `order_lines_by_variant` ON `order_lines` (`variant_id`);--> statement-breakpoint
CREATE TABLE `order_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`text` text NOT NULL,
	`author_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `order_notes_by_order` ON `order_notes` (`order_id`,`id`);--> statement-breakpoint
CREATE TABLE `order_revisions` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`author_id` text NOT NULL,
	`reason` text NOT NULL,
	`lines` text NOT NULL,
	`units` integer NOT NULL,
	`shipping_address` text,
	`country_code` text,
	`subtotal` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`shipping_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`total` integer NOT NULL,
	`discounts` text NOT NULL,
	`shipping_method_id` text,
	`shipping_method_name` text,
	`shipping_discount` integer NOT NULL,
	`shipping_net` integer NOT NULL,
	`shipping_tax` integer NOT NULL,
	`shipping_gross` integer NOT NULL,
	`shipping_tax_rate` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_revisions_number" CHECK("order_revisions"."number" > 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `order_revisions_numbered` ON `order_revisions` (`order_id`,`number`);--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`cart_id` text,
	`customer_id` text,
	`email` text,
	`email_key` text,
	`currency` text NOT NULL,
	`status` text NOT NULL,
	`shipping_address` text,
	`country_code` text,
	`placed_at` integer NOT NULL,
	`placed_day` text NOT NULL,
	`subtotal` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`shipping_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`total` integer NOT NULL,
	`refund_granted` integer NOT NULL,
	`prices_include_tax` integer NOT NULL,
	`discounts` text NOT NULL,
	`shipping_method_id` text,
	`shipping_method_name` text,
	`shipping_discount` integer NOT NULL,
	`shipping_net` integer NOT NULL,
	`shipping_tax` integer NOT NULL,
	`shipping_gross` integer NOT NULL,
	`shipping_tax_rate` integer NOT NULL,
	`cancel_reason` text,
	`cancelled_at` integer,
	`expires_at` integer,
	`on_hold` integer NOT NULL,
	`hold_reason` text,
	`held_at` integer,
	`close_reason` text,
	`closed_at` integer,
	`external_id` text,
	`edits` integer NOT NULL,
	CONSTRAINT "orders_total" CHECK("orders"."total" = "orders"."subtotal" - "orders"."discount_total" + "orders"."shipping_total" + case "orders"."prices_include_tax" when 1 then 0 else "orders"."tax_total" end),
	CONSTRAINT "orders_shipping" CHECK("orders"."shipping_net" + "orders"."shipping_tax" = "orders"."shipping_gross" and case "orders"."prices_include_tax" when 1 then "orders"."shipping_gross" else "orders"."shipping_net" end = "orders"."shipping_total" - "orders"."shipping_discount" and "orders"."shipping_net" >= 0 and "orders"."shipping_tax" >= 0),
	CONSTRAINT "orders_refund_granted" CHECK("orders"."refund_granted" >= 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_number_unique` ON `orders` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_cartId_unique` ON `orders` (`cart_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_externalId_unique` ON `orders` (`external_id`);--> statement-breakpoint
CREATE INDEX `orders_by_customer` ON `orders` (`customer_id`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_email` ON `orders` (`email_key`);--> statement-breakpoint
CREATE TABLE `payment_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`order_id` text NOT NULL,
	`type` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`reference` text,
	`reason` text,
	`report_id` text,
	`occurred_at` integer NOT NULL,
	`day` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "payment_entries_amount" CHECK("payment_entries"."amount" > 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `payment_entries_by_order` ON `payment_entries` (`order_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `payment_entries_once` ON `payment_entries` (`payment_id`,`type`,`reference`);--> statement-breakpoint
CREATE TABLE `payment_reports` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`reference` text NOT NULL,
	`type` text NOT NULL,
	`payment_reference` text NOT NULL,
	`amount` integer,
	`currency` text NOT NULL,
	`order_id` text,
	`payment_id` text,
	`occurred_at` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `payment_reports_by_payment` ON `payment_reports` (`provider`,`payment_reference`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `payment_reports_once` ON `payment_reports` (`provider`,`reference`,`type`);--> statement-breakpoint
CREATE TABLE `payment_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`amount` integer NOT NULL,
	`status` text NOT NULL,
	`error` text,
	`reason` text,
	`at` integer NOT NULL,
	`answered_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "payment_requests_amount" CHECK("payment_requests"."amount" >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `payment_requests_by_payment` ON `payment_requests` (`payment_id`,`id`);--> statement-breakpoint
CREATE INDEX `payment_requests_by_order` ON `payment_requests` (`order_id`,`id`);--> statement-breakpoint
CREATE TABLE `payments` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`provider` text NOT NULL,
	`method` text NOT NULL,
	`currency` text NOT NULL,
	`reference` text,
	`client_secret` text,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `payments_by_order` ON `payments` (`order_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `payments_once` ON `payments` (`provider`,`reference`);--> statement-breakpoint
CREATE TABLE `order_refund_grants` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`return_id` text,
	`amount` integer NOT NULL,
	`reason` text,
	`lines` text NOT NULL,
	`author_id` text NOT NULL,
	`at` integer NOT NULL,
	`external_id` text,
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_refund_grants_amount" CHECK("order_refund_grants"."amount" > 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `order_refund_grants_externalId_unique` ON `order_refund_grants` (`external_id`);--> statement-breakpoint
CREATE INDEX `order_refund_grants_by_order` ON `order_refund_grants` (`order_id`,`id`);--> statement-breakpoint
CREATE INDEX `order_refund_grants_by_return` ON `order_refund_grants` (`return_id`,`id`);--> statement-breakpoint
CREATE TABLE `return_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`return_id` text NOT NULL,
	`order_line_id` text NOT NULL,
	`reason` text NOT NULL,
	`quantity` integer NOT NULL,
	`restocked` integer NOT NULL,
	`damaged` integer NOT NULL,
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "return_lines_quantities" CHECK("return_lines"."quantity" > 0 and "return_lines"."restocked" >= 0 and "return_lines"."damaged" >= 0 and "return_lines"."restocked" + "return_lines"."damaged" <= "return_lines"."quantity")
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `return_lines_once` ON `return_lines` (`return_id`,`order_line_id`);--> statement-breakpoint
CREATE TABLE `return_receipts` (
	`id` text PRIMARY KEY NOT NULL,
	`return_id` text NOT NULL,
	`location_id` text NOT NULL,
	`lines` text NOT NULL,
	`author_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `return_receipts_by_return` ON `return_receipts` (`return_id`,`id`);--> statement-breakpoint
CREATE TABLE `returns` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`author_id` text NOT NULL,
	`note` text,
	`reject_reason` text,
	`requested_at` integer NOT NULL,
	`approved_at` integer,
	`rejected_at` integer,
	`cancelled_at` integer,
	`received_at` integer,
	`external_id` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `returns_externalId_unique` ON `returns` (`external_id`);--> statement-breakpoint
CREATE INDEX `returns_by_order` ON `returns` (`order_id`,`id`);--> statement-breakpoint
CREATE TABLE `search_synonyms` (
	`id` text PRIMARY KEY NOT NULL,
	`groups` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `shipping_methods` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`country_codes` text NOT NULL,
	`basis` text NOT NULL,
	`brackets` text NOT NULL,
	`tax_class` text NOT NULL,
	`created_at` integer NOT NULL,
	`archived_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `shipping_methods_offered` ON `shipping_methods` (`archived_at`,`id`);--> statement-breakpoint
CREATE TABLE `cart_reservations` (
	`cart_line_id` text NOT NULL,
	`location_id` text NOT NULL,
	`cart_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`cart_line_id`, `location_id`),
	CONSTRAINT "cart_reservations_quantity" CHECK("cart_reservations"."quantity" > 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `cart_reservations_by_cart` ON `cart_reservations` (`cart_id`,`cart_line_id`,`location_id`);--> statement-breakpoint
CREATE INDEX `cart_reservations_by_variant` ON `cart_reservations` (`variant_id`,`expires_at`);--> statement-breakpoint
CREATE TABLE `locations` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`country_code` text NOT NULL,
	`priority` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `locations_code_unique` ON `locations` (`code`);--> statement-breakpoint
CREATE TABLE `stock_levels` (
	`variant_id` text NOT NULL,
	`location_id` text NOT NULL,
	`on_hand` integer NOT NULL,
	`allocated` integer NOT NULL,
	`reserved` integer NOT NULL,
	PRIMARY KEY(`variant_id`, `location_id`),
	FOREIGN KEY (`location_id`) REFERENCES `locations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "stock_levels_on_hand" CHECK("stock_levels"."on_hand" >= 0),
	CONSTRAINT "stock_levels_allocated" CHECK("stock_levels"."allocated" >= 0),
	CONSTRAINT "stock_levels_reserved" CHECK("stock_levels"."reserved" >= 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE `stock_movements` (
	`id` text PRIMARY KEY NOT NULL,
	`variant_id` text NOT NULL,
	`location_id` text NOT NULL,
	`kind` text NOT NULL,
	`on_hand_delta` integer NOT NULL,
	`allocated_delta` integer NOT NULL,
	`reserved_delta` integer NOT NULL,
	`reason` text,
	`reference` text,
	`unit_cost` integer,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `stock_movements_by_variant` ON `stock_movements` (`variant_id`,`id`);--> statement-breakpoint
CREATE TABLE `stock_policies` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`tracked` integer NOT NULL,
	`backorder` integer NOT NULL,
	`safety_stock` integer NOT NULL,
	`low_stock_level` integer NOT NULL,
	CONSTRAINT "stock_policies_safety" CHECK("stock_policies"."safety_stock" >= 0 and "stock_policies"."low_stock_level" >= 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE `tax_rates` (
	`id` text PRIMARY KEY NOT NULL,
	`country_code` text NOT NULL,
	`tax_class` text NOT NULL,
	`rate` integer NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "tax_rates_rate" CHECK("tax_rates"."rate" >= 0 and "tax_rates"."rate" <= 100000)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `tax_rates_by_country` ON `tax_rates` (`country_code`,`tax_class`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`tells_all` integer NOT NULL,
	`selection` text,
	`permissions` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`since` integer NOT NULL,
	`secret_number` integer NOT NULL,
	`previous_secret_until` integer,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `api_key_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`staff_member_id` text,
	`hash` text NOT NULL,
	`hint` text NOT NULL,
	`permissions` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_key_view_hash_unique` ON `api_key_view` (`hash`);--> statement-breakpoint
CREATE INDEX `api_key_view_by_hint` ON `api_key_view` (`hint`,`id`);--> statement-breakpoint
CREATE INDEX `api_key_view_by_staff_member` ON `api_key_view` (`staff_member_id`,`id`);--> statement-breakpoint
CREATE TABLE `cart_reservation_view` (
	`cart_line_id` text NOT NULL,
	`location_id` text NOT NULL,
	`cart_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`cart_line_id`, `location_id`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `cart_reservation_view_by_cart` ON `cart_reservation_view` (`cart_id`,`cart_line_id`,`location_id`);--> statement-breakpoint
CREATE INDEX `cart_reservation_view_by_variant` ON `cart_reservation_view` (`variant_id`,`expires_at`,`cart_line_id`);--> statement-breakpoint
CREATE TABLE `cart_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`customer_id` text,
	`shipping_address` text,
	`discount_codes` text NOT NULL,
	`shipping_method_id` text,
	`order_id` text,
	`merged_into_id` text,
	`lines` text NOT NULL,
	`created_at` integer NOT NULL,
	`touched_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `cart_view_by_customer` ON `cart_view` (`customer_id`,`status`,`touched_at`,`id`);--> statement-breakpoint
CREATE TABLE `collection_product_view` (
	`collection_id` text NOT NULL,
	`product_id` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`collection_id`, `product_id`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `collection_product_view_in_order` ON `collection_product_view` (`collection_id`,`position`);--> statement-breakpoint
CREATE INDEX `collection_product_view_by_product` ON `collection_product_view` (`product_id`,`collection_id`);--> statement-breakpoint
CREATE TABLE `collection_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`description` text,
	`status` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `collection_view_by_slug` ON `collection_view` (`slug`);--> statement-breakpoint
CREATE INDEX `collection_view_by_name` ON `collection_view` (`name_key`,`id`);--> statement-breakpoint
CREATE INDEX `collection_view_by_created` ON `collection_view` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `collection_view_by_status` ON `collection_view` (`status`,`name_key`,`id`);--> statement-breakpoint
CREATE TABLE `customer_term_view` (
	`customer_id` text NOT NULL,
	`kind` text NOT NULL,
	`term` text NOT NULL,
	PRIMARY KEY(`customer_id`, `kind`, `term`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `customer_term_view_by_term` ON `customer_term_view` (`term`,`customer_id`);--> statement-breakpoint
CREATE TABLE `customer_totals_view` (
	`customer_id` text NOT NULL,
	`currency` text NOT NULL,
	`orders` integer NOT NULL,
	`gross` integer NOT NULL,
	`paid` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `currency`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `customer_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`email` text,
	`email_key` text,
	`name` text,
	`phone` text,
	`country_code` text,
	`external_id` text,
	`subject` text,
	`addresses` text NOT NULL,
	`created_at` integer NOT NULL,
	`erased_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `customer_view_by_creation` ON `customer_view` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `customer_view_by_email` ON `customer_view` (`email_key`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `customer_view_by_external_id` ON `customer_view` (`external_id`);--> statement-breakpoint
CREATE INDEX `customer_view_by_subject` ON `customer_view` (`subject`);--> statement-breakpoint
CREATE INDEX `customer_view_by_country` ON `customer_view` (`country_code`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `discount_usage_view` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`discount_id` text NOT NULL,
	`customer_id` text,
	`email_key` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `discount_usage_view_by_order` ON `discount_usage_view` (`order_id`);--> statement-breakpoint
CREATE INDEX `discount_usage_view_by_customer` ON `discount_usage_view` (`customer_id`,`discount_id`);--> statement-breakpoint
CREATE INDEX `discount_usage_view_by_email` ON `discount_usage_view` (`email_key`,`discount_id`);--> statement-breakpoint
CREATE TABLE `discount_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`code` text,
	`code_key` text,
	`is_automatic` integer NOT NULL,
	`takes` text NOT NULL,
	`currency` text,
	`minimum_subtotal` integer,
	`product_ids` text NOT NULL,
	`collection_ids` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer,
	`usage_limit` integer,
	`usage_limit_per_customer` integer,
	`is_combinable` integer NOT NULL,
	`used` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `discount_view_automatic` ON `discount_view` (`is_automatic`,`ends_at`);--> statement-breakpoint
CREATE INDEX `discount_view_by_code` ON `discount_view` (`code_key`);--> statement-breakpoint
CREATE INDEX `discount_view_by_created` ON `discount_view` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `draft_order_view` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`version` integer NOT NULL,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`customer_id` text,
	`email` text,
	`shipping_address` text,
	`discount_codes` text NOT NULL,
	`shipping_method_id` text,
	`note` text,
	`order_id` text,
	`lines` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `draft_order_view_number_unique` ON `draft_order_view` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `draft_order_view_orderId_unique` ON `draft_order_view` (`order_id`);--> statement-breakpoint
CREATE INDEX `draft_order_view_by_status` ON `draft_order_view` (`status`,`number`);--> statement-breakpoint
CREATE INDEX `draft_order_view_by_customer` ON `draft_order_view` (`customer_id`,`number`);--> statement-breakpoint
CREATE TABLE `fulfilment_queue_view` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`location_id` text,
	`order_number` integer NOT NULL,
	`placed_at` integer NOT NULL,
	`on_hold` integer NOT NULL,
	`status` text NOT NULL,
	`units_open` integer NOT NULL,
	`units_ready` integer NOT NULL,
	`lines` text NOT NULL,
	`fulfilment_ids` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `fulfilment_queue_view_by_order` ON `fulfilment_queue_view` (`order_id`);--> statement-breakpoint
CREATE INDEX `fulfilment_queue_view_by_placing` ON `fulfilment_queue_view` (`placed_at`,`order_number`,`id`);--> statement-breakpoint
CREATE INDEX `fulfilment_queue_view_by_location` ON `fulfilment_queue_view` (`location_id`,`placed_at`,`order_number`,`id`);--> statement-breakpoint
CREATE INDEX `fulfilment_queue_view_by_status` ON `fulfilment_queue_view` (`status`,`placed_at`,`order_number`,`id`);--> statement-breakpoint
CREATE INDEX `fulfilment_queue_view_by_both` ON `fulfilment_queue_view` (`location_id`,`status`,`placed_at`,`order_number`,`id`);--> statement-breakpoint
CREATE TABLE `fulfilment_view` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`customer_id` text,
	`location_id` text NOT NULL,
	`status` text NOT NULL,
	`trackings` text NOT NULL,
	`lines` text NOT NULL,
	`created_at` integer NOT NULL,
	`shipped_at` integer,
	`delivered_at` integer,
	`cancelled_at` integer,
	`cancel_reason` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `fulfilment_view_by_order` ON `fulfilment_view` (`order_id`,`id`);--> statement-breakpoint
CREATE TABLE `location_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`country_code` text NOT NULL,
	`priority` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `location_view_code_unique` ON `location_view` (`code`);--> statement-breakpoint
CREATE TABLE `metadata_view` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`public` text NOT NULL,
	`private` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `order_list_view` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`placed_at` integer NOT NULL,
	`email` text,
	`email_key` text,
	`customer_id` text,
	`status` text NOT NULL,
	`payment_status` text NOT NULL,
	`fulfilment_status` text NOT NULL,
	`currency` text NOT NULL,
	`total` integer NOT NULL,
	`item_count` integer NOT NULL,
	`country_code` text,
	`balance_side` text NOT NULL,
	`balance_amount` integer NOT NULL,
	`balance_since` integer NOT NULL,
	`on_hold` integer NOT NULL,
	`expires_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `order_list_view_number_unique` ON `order_list_view` (`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_placing` ON `order_list_view` (`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_total` ON `order_list_view` (`total`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_status` ON `order_list_view` (`status`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_payment` ON `order_list_view` (`payment_status`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_fulfilment` ON `order_list_view` (`fulfilment_status`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_customer` ON `order_list_view` (`customer_id`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_email` ON `order_list_view` (`email_key`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_hold` ON `order_list_view` (`on_hold`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_expiry` ON `order_list_view` (`expires_at`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_country` ON `order_list_view` (`country_code`,`placed_at`,`number`);--> statement-breakpoint
CREATE INDEX `order_list_view_by_balance` ON `order_list_view` (`balance_side`,`balance_since`,`number`);--> statement-breakpoint
CREATE TABLE `order_term_view` (
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`term` text NOT NULL,
	PRIMARY KEY(`order_id`, `kind`, `term`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `order_term_view_by_term` ON `order_term_view` (`term`,`order_id`,`kind`);--> statement-breakpoint
CREATE TABLE `order_revision_view` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`author_id` text NOT NULL,
	`reason` text NOT NULL,
	`currency` text NOT NULL,
	`lines` text NOT NULL,
	`shipping_address` text,
	`country_code` text,
	`subtotal` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`shipping_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`total` integer NOT NULL,
	`discounts` text NOT NULL,
	`shipping_method_name` text,
	`shipping_discount` integer NOT NULL,
	`shipping_net` integer NOT NULL,
	`shipping_tax` integer NOT NULL,
	`shipping_gross` integer NOT NULL,
	`shipping_tax_rate` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `order_revision_view_by_order` ON `order_revision_view` (`order_id`,`number`);--> statement-breakpoint
CREATE TABLE `order_view` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`version` integer NOT NULL,
	`status` text NOT NULL,
	`payment_status` text NOT NULL,
	`fulfilment_status` text NOT NULL,
	`placed_at` integer NOT NULL,
	`placed_day` text NOT NULL,
	`email` text,
	`customer_id` text,
	`cart_id` text,
	`currency` text NOT NULL,
	`shipping_address` text,
	`country_code` text,
	`subtotal` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`shipping_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`total` integer NOT NULL,
	`prices_include_tax` integer NOT NULL,
	`discounts` text NOT NULL,
	`shipping_method_id` text,
	`shipping_method_name` text,
	`shipping_discount` integer NOT NULL,
	`shipping_net` integer NOT NULL,
	`shipping_tax` integer NOT NULL,
	`shipping_gross` integer NOT NULL,
	`shipping_tax_rate` integer NOT NULL,
	`refund_granted` integer NOT NULL,
	`current_total` integer NOT NULL,
	`authorized` integer NOT NULL,
	`captured` integer NOT NULL,
	`refunded` integer NOT NULL,
	`disputed` integer NOT NULL,
	`due` integer NOT NULL,
	`lines` text NOT NULL,
	`fulfilments` text NOT NULL,
	`return_ids` text NOT NULL,
	`refund_grants` text NOT NULL,
	`payments` text NOT NULL,
	`cancellations` text NOT NULL,
	`notes` text NOT NULL,
	`available_actions` text NOT NULL,
	`cancel_reason` text,
	`expires_at` integer,
	`on_hold` integer NOT NULL,
	`hold_reason` text,
	`held_at` integer,
	`close_reason` text,
	`closed_at` integer,
	`cancelled_at` integer,
	`external_id` text,
	`edits` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `order_view_number_unique` ON `order_view` (`number`);--> statement-breakpoint
CREATE INDEX `order_view_by_external_id` ON `order_view` (`external_id`) WHERE "order_view"."external_id" is not null;--> statement-breakpoint
CREATE TABLE `unmatched_report_view` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`reference` text NOT NULL,
	`payment_reference` text NOT NULL,
	`type` text NOT NULL,
	`amount` integer,
	`currency` text NOT NULL,
	`order_id` text,
	`occurred_at` integer NOT NULL,
	`received_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `unmatched_report_view_by_receipt` ON `unmatched_report_view` (`received_at`,`id`);--> statement-breakpoint
CREATE TABLE `payment_view` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`customer_id` text,
	`provider` text NOT NULL,
	`method` text NOT NULL,
	`currency` text NOT NULL,
	`reference` text,
	`client_secret` text,
	`authorized` integer NOT NULL,
	`captured` integer NOT NULL,
	`refunded` integer NOT NULL,
	`disputed` integer NOT NULL,
	`capturable` integer NOT NULL,
	`voidable` integer NOT NULL,
	`refundable` integer NOT NULL,
	`is_awaited` integer NOT NULL,
	`stranded` integer NOT NULL,
	`entries` text NOT NULL,
	`requests` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `payment_view_by_order` ON `payment_view` (`order_id`,`id`);--> statement-breakpoint
CREATE INDEX `payment_view_by_stranded` ON `payment_view` (`stranded`);--> statement-breakpoint
CREATE TABLE `product_price_view` (
	`product_id` text NOT NULL,
	`currency` text NOT NULL,
	`from` integer NOT NULL,
	`until` integer NOT NULL,
	`amount` integer NOT NULL,
	`is_lowest` integer NOT NULL,
	`serial` integer NOT NULL,
	PRIMARY KEY(`product_id`, `currency`, `from`, `until`, `amount`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `product_price_view_lowest` ON `product_price_view` (`currency`,`is_lowest`,`amount`,`serial`);--> statement-breakpoint
CREATE TABLE `product_search_view` (
	`id` text PRIMARY KEY NOT NULL,
	`serial` integer NOT NULL,
	`status` text NOT NULL,
	`name_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`name` text NOT NULL,
	`variant_words` text NOT NULL,
	`description` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `product_search_view_serial_unique` ON `product_search_view` (`serial`);--> statement-breakpoint
CREATE INDEX `product_search_view_by_name` ON `product_search_view` (`name_key`,`serial`);--> statement-breakpoint
CREATE INDEX `product_search_view_by_created` ON `product_search_view` (`created_at`,`serial`);--> statement-breakpoint
CREATE TABLE `product_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`external_id` text,
	`name_key` text NOT NULL,
	`description` text,
	`status` text NOT NULL,
	`variants` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `product_view_by_slug` ON `product_view` (`slug`);--> statement-breakpoint
CREATE INDEX `product_view_by_external_id` ON `product_view` (`external_id`);--> statement-breakpoint
CREATE INDEX `product_view_by_name` ON `product_view` (`name_key`,`id`);--> statement-breakpoint
CREATE INDEX `product_view_by_created` ON `product_view` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `product_view_by_updated` ON `product_view` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `product_view_by_status` ON `product_view` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `refunds_by_day_view` (
	`currency` text NOT NULL,
	`day` text NOT NULL,
	`provider` text NOT NULL,
	`refunds` integer NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`currency`, `day`, `provider`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `return_view` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`customer_id` text,
	`status` text NOT NULL,
	`requested_at` integer NOT NULL,
	`approved_at` integer,
	`rejected_at` integer,
	`cancelled_at` integer,
	`received_at` integer,
	`author_id` text NOT NULL,
	`note` text,
	`reject_reason` text,
	`external_id` text,
	`lines` text NOT NULL,
	`receipts` text NOT NULL,
	`currency` text NOT NULL,
	`refund_granted` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `return_view_by_request` ON `return_view` (`requested_at`,`id`);--> statement-breakpoint
CREATE INDEX `return_view_by_status` ON `return_view` (`status`,`requested_at`,`id`);--> statement-breakpoint
CREATE INDEX `return_view_by_order` ON `return_view` (`order_id`,`requested_at`,`id`);--> statement-breakpoint
CREATE INDEX `return_view_by_customer` ON `return_view` (`customer_id`,`requested_at`,`id`);--> statement-breakpoint
CREATE TABLE `role_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`permissions` text NOT NULL,
	`staff_members` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `role_view_by_name` ON `role_view` (`name_key`,`id`);--> statement-breakpoint
CREATE TABLE `sales_by_day_view` (
	`currency` text NOT NULL,
	`day` text NOT NULL,
	`country_code` text NOT NULL,
	`orders` integer NOT NULL,
	`units` integer NOT NULL,
	`discounts` integer NOT NULL,
	`shipping` integer NOT NULL,
	`net` integer NOT NULL,
	`tax` integer NOT NULL,
	`gross` integer NOT NULL,
	PRIMARY KEY(`currency`, `day`, `country_code`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `sales_by_discount_view` (
	`currency` text NOT NULL,
	`day` text NOT NULL,
	`discount_id` text NOT NULL,
	`orders` integer NOT NULL,
	`discounted` integer NOT NULL,
	`gross` integer NOT NULL,
	PRIMARY KEY(`currency`, `day`, `discount_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `sales_by_tax_rate_view` (
	`currency` text NOT NULL,
	`day` text NOT NULL,
	`country_code` text NOT NULL,
	`tax_rate` integer NOT NULL,
	`net` integer NOT NULL,
	`tax` integer NOT NULL,
	`gross` integer NOT NULL,
	PRIMARY KEY(`currency`, `day`, `country_code`, `tax_rate`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `sales_by_variant_view` (
	`currency` text NOT NULL,
	`day` text NOT NULL,
	`variant_id` text NOT NULL,
	`orders` integer NOT NULL,
	`units` integer NOT NULL,
	`discounts` integer NOT NULL,
	`net` integer NOT NULL,
	`tax` integer NOT NULL,
	`gross` integer NOT NULL,
	PRIMARY KEY(`currency`, `day`, `variant_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `search_synonyms_view` (
	`id` text PRIMARY KEY NOT NULL,
	`groups` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `shipping_method_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`country_codes` text NOT NULL,
	`basis` text NOT NULL,
	`brackets` text NOT NULL,
	`tax_class` text NOT NULL,
	`is_offered` integer NOT NULL,
	`created_at` integer NOT NULL,
	`archived_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `shipping_method_view_offered` ON `shipping_method_view` (`is_offered`,`id`);--> statement-breakpoint
CREATE INDEX `shipping_method_view_by_created` ON `shipping_method_view` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `staff_member_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_key` text NOT NULL,
	`role_ids` text NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`deactivated_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `staff_member_view_by_created` ON `staff_member_view` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `staff_member_view_by_active` ON `staff_member_view` (`is_active`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `staff_member_view_by_email` ON `staff_member_view` (`email_key`,`id`);--> statement-breakpoint
CREATE TABLE `stock_level_view` (
	`variant_id` text NOT NULL,
	`location_id` text NOT NULL,
	`on_hand` integer NOT NULL,
	`allocated` integer NOT NULL,
	`reserved` integer NOT NULL,
	PRIMARY KEY(`variant_id`, `location_id`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `stock_level_view_by_location` ON `stock_level_view` (`location_id`,`variant_id`);--> statement-breakpoint
CREATE TABLE `stock_movement_view` (
	`id` text PRIMARY KEY NOT NULL,
	`variant_id` text NOT NULL,
	`location_id` text NOT NULL,
	`kind` text NOT NULL,
	`on_hand_delta` integer NOT NULL,
	`allocated_delta` integer NOT NULL,
	`reserved_delta` integer NOT NULL,
	`reason` text,
	`reference` text,
	`unit_cost` integer,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `stock_movement_view_by_variant` ON `stock_movement_view` (`variant_id`,`id`);--> statement-breakpoint
CREATE INDEX `stock_movement_view_receipts` ON `stock_movement_view` (`variant_id`,`id`) WHERE "stock_movement_view"."kind" = 'RECEIVED';--> statement-breakpoint
CREATE TABLE `tax_rate_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`country_code` text NOT NULL,
	`tax_class` text NOT NULL,
	`rate` integer NOT NULL,
	`name` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `tax_rate_view_by_country` ON `tax_rate_view` (`country_code`,`tax_class`,`id`);--> statement-breakpoint
CREATE TABLE `variant_stock_view` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`product_id` text NOT NULL,
	`sku` text NOT NULL,
	`tracked` integer NOT NULL,
	`backorder` integer NOT NULL,
	`safety_stock` integer NOT NULL,
	`low_stock_level` integer NOT NULL,
	`on_hand` integer NOT NULL,
	`allocated` integer NOT NULL,
	`reserved` integer NOT NULL,
	`sellable` integer NOT NULL,
	`in_stock` integer NOT NULL,
	`is_low` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `variant_stock_view_sku_unique` ON `variant_stock_view` (`sku`);--> statement-breakpoint
CREATE INDEX `variant_stock_view_by_product` ON `variant_stock_view` (`product_id`);--> statement-breakpoint
CREATE INDEX `variant_stock_view_low` ON `variant_stock_view` (`is_low`,`sellable`,`variant_id`);--> statement-breakpoint
CREATE TABLE `variant_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`product_id` text NOT NULL,
	`sku` text NOT NULL,
	`external_id` text,
	`name` text NOT NULL,
	`product_name` text NOT NULL,
	`status` text NOT NULL,
	`product_status` text NOT NULL,
	`is_service` integer NOT NULL,
	`tax_class` text NOT NULL,
	`weight` integer,
	`position` integer NOT NULL,
	`prices` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `variant_view_by_sku` ON `variant_view` (`sku`);--> statement-breakpoint
CREATE INDEX `variant_view_by_external_id` ON `variant_view` (`external_id`);--> statement-breakpoint
CREATE INDEX `variant_view_by_product` ON `variant_view` (`product_id`,`position`);--> statement-breakpoint
CREATE TABLE `webhook_view` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`tells_all` integer NOT NULL,
	`selection` text,
	`permissions` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`since` integer NOT NULL,
	`secret_number` integer NOT NULL,
	`previous_secret_until` integer,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `webhook_view_by_status` ON `webhook_view` (`status`,`id`);