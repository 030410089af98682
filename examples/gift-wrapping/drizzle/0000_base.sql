CREATE TABLE `gift_wrap_view` (
	`order_id` text PRIMARY KEY NOT NULL,
	`paper` text NOT NULL,
	`card` text
) STRICT;
--> statement-breakpoint
CREATE TABLE `gift_wraps` (
	`order_id` text PRIMARY KEY NOT NULL,
	`paper` text NOT NULL,
	`card` text
) STRICT;
