"""The tables of payments, one file for each noun."""

from doudi.payments.models.accounts import AccountList, PayeeAccount
from doudi.payments.models.care import CareAgreement, CareMonth, CareProvider
from doudi.payments.models.dues import Cover, Due
from doudi.payments.models.files import BankFile, ReturnFile
from doudi.payments.models.funds import Fund, Funding
from doudi.payments.models.goods import GoodsList, Handout, StockMove, Store
from doudi.payments.models.ledger import LedgerEntry, Transfer
from doudi.payments.models.paid_before import PaidBefore, PaidDifference
from doudi.payments.models.receivables import Receivable
from doudi.payments.models.rhythms import QuarterlyPlace
from doudi.payments.models.runs import Line, PaymentRun, RunPart

__all__ = [
    "AccountList",
    "BankFile",
    "CareAgreement",
    "CareMonth",
    "CareProvider",
    "Cover",
    "Due",
    "Fund",
    "Funding",
    "GoodsList",
    "Handout",
    "LedgerEntry",
    "Line",
    "PaidBefore",
    "PaidDifference",
    "PayeeAccount",
    "PaymentRun",
    "QuarterlyPlace",
    "Receivable",
    "ReturnFile",
    "RunPart",
    "StockMove",
    "Store",
    "Transfer",
]
