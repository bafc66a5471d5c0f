"""The rows, one module per noun."""

from portal.models.acceptance import Acceptance
from portal.models.account import Account, SegmentAssignment
from portal.models.api_token import ApiToken
from portal.models.calculation import (
    AssumptionChange,
    Calculation,
    CalculationVersion,
    CaseRight,
    Suggestion,
)
from portal.models.comparison import Comparison, PriceHold
from portal.models.configuration import Configuration
from portal.models.counter import Counter
from portal.models.discount import Discount
from portal.models.document import Document
from portal.models.handover import Handover, HandoverEvent
from portal.models.meter_file import MeterFile
from portal.models.outbox import OutboxMessage
from portal.models.pack import PackVersion
from portal.models.person import Person, Role
from portal.models.price_watch import PriceWatch
from portal.models.report_subscription import ReportSubscription
from portal.models.rfp import Rfp, RfpVersion
from portal.models.touchpoint import Touchpoint
from portal.models.upload_link import UploadLink
from portal.models.visitor import Visitor, VisitorLink

__all__ = [
    "Acceptance",
    "Account",
    "ApiToken",
    "AssumptionChange",
    "Calculation",
    "CalculationVersion",
    "CaseRight",
    "Comparison",
    "Configuration",
    "Counter",
    "Discount",
    "Document",
    "Handover",
    "HandoverEvent",
    "MeterFile",
    "OutboxMessage",
    "PackVersion",
    "Person",
    "PriceHold",
    "PriceWatch",
    "ReportSubscription",
    "Rfp",
    "RfpVersion",
    "Role",
    "SegmentAssignment",
    "Suggestion",
    "Touchpoint",
    "UploadLink",
    "Visitor",
    "VisitorLink",
]
