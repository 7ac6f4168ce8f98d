"""What a store sends, and where it is found: mails, networks, invoices."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class MailMessageSettings(Value):
    """One kind of e-mail; which fields apply depends on the kind."""

    enabled = fields.Boolean()
    marketing_block_enabled = fields.Boolean(
        doc="Only for confirmations of orders and recovery of carts."
    )
    discount_coupon_id = fields.Reference("Coupon", doc="Added to the e-mail.")


class CustomerOrderMessages(Value):
    """E-mails to customers about their orders."""

    order_confirmation = fields.Embedded(MailMessageSettings)
    order_status_changed = fields.Embedded(MailMessageSettings)
    order_is_ready_for_pickup = fields.Embedded(MailMessageSettings)
    download_egoods = fields.Embedded(MailMessageSettings)
    order_shipped = fields.Embedded(MailMessageSettings)
    order_delivered = fields.Embedded(MailMessageSettings, read_only=True)


class AdminMessages(Value):
    """E-mails to the store's owner."""

    new_order_placed = fields.Embedded(MailMessageSettings)
    low_stock_notification = fields.Embedded(MailMessageSettings)
    weekly_stats_report = fields.Embedded(MailMessageSettings)


class CustomerMarketingMessages(Value):
    """E-mails that win customers back."""

    abandoned_cart_recovery = fields.Embedded(MailMessageSettings)
    favorite_products_reminder = fields.Embedded(MailMessageSettings)
    feedback_request = fields.Embedded(MailMessageSettings)
    customer_loyalty_appreciation = fields.Embedded(MailMessageSettings)
    inactive_customer_reminder = fields.Embedded(MailMessageSettings)
    purchase_anniversary = fields.Embedded(MailMessageSettings)


class StoreMailNotifications(Value):
    """The e-mails that the store sends."""

    admin_notification_emails = fields.List(fields.String(required=True))
    customer_notification_from_email = fields.String(read_only=True)
    customer_order_messages = fields.Embedded(CustomerOrderMessages)
    admin_messages = fields.Embedded(AdminMessages)
    customer_marketing_messages = fields.Embedded(CustomerMarketingMessages)


class StorePhoneNotifications(Value):
    """Messages to phones."""

    admin_notification_phones = fields.List(
        fields.String(required=True), doc="Reserved for future use."
    )


class SocialLink(Value):
    """A page in a social network."""

    url = fields.String()


class SocialLinksSettings(Value):
    """The store in social networks."""

    facebook = fields.Embedded(SocialLink)
    instagram = fields.Embedded(SocialLink)
    twitter = fields.Embedded(SocialLink)
    youtube = fields.Embedded(SocialLink)
    vk = fields.Embedded(SocialLink)
    pinterest = fields.Embedded(SocialLink)


class FBMessengerSettings(Value):
    """The Facebook Messenger of the store."""

    enabled = fields.Boolean(read_only=True)
    fb_messenger_page_id = fields.String(read_only=True)
    fb_messenger_theme_color = fields.String(read_only=True)
    fb_messenger_message_us_button_color = fields.String(read_only=True)


class MailchimpSettings(Value):
    """The Mailchimp of the store."""

    script = fields.String(read_only=True, doc="A tag of JavaScript.")


class OrderInvoiceSettings(Value):
    """Invoices of orders."""

    display_order_invoices = fields.Boolean()
    attach_invoice_to_order_email_notifications = fields.Choice(
        ("ATTACH_TO_ALL_EMAILS", "DO_NOT_ATTACH")
    )
    invoice_logo_url = fields.String()


class TaxInvoiceSettings(Value):
    """Tax invoices and their numbers."""

    tax_invoice_logo_url = fields.String(read_only=True)
    attach_tax_invoice_to_order_email_notifications = fields.Choice(
        ("ATTACH_TO_ALL_EMAILS", "DO_NOT_ATTACH"), open=True, read_only=True
    )
    enable_tax_invoices = fields.Boolean(read_only=True)
    generate_invoices_automatically = fields.String(read_only=True, doc="Such as ON_ORDER_PLACED.")
    tax_invoice_id_prefix = fields.String(read_only=True)
    tax_invoice_id_suffix = fields.String(read_only=True)
    tax_invoice_id_min_digits_amount = fields.Integer(read_only=True)
    tax_invoice_id_next_number = fields.Integer(read_only=True)
