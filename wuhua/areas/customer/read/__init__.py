"""Questions to customer, a noun a file, and the gate: nobody gets a customer but through an officer who may see this one."""

from wuhua.areas.customer.read.customers import (
    CustomerView,
    Records,
    customer_for,
    flows,
    mask_address,
    names,
    on_file,
    records_for,
    search,
    unknown,
    visible_to,
)

__all__ = [
    "CustomerView",
    "Records",
    "customer_for",
    "flows",
    "mask_address",
    "names",
    "on_file",
    "records_for",
    "search",
    "unknown",
    "visible_to",
]
