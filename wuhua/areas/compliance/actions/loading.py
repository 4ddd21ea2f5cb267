"""Loading of conduct: what borrowers bought or placed, as a bank's own systems say."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.compliance.models import ProductSale
from wuhua.platform import loading
from wuhua.platform.copy import Rows


@transaction.atomic
def load_sales(*, actor: str, business_date: date, rows: Rows) -> int:
    """产品销售 (compliance_productsale: customer_id). What lacks its papers beside a loan the day end flags."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=ProductSale, action="compliance.sales_loaded"
    )
