"""Where payments keeps ciphers and files."""

from doudi.foundation.encrypted import EncryptedColumn, FileColumns

ENCRYPTED = [
    EncryptedColumn(f"payments_{table}", "number_cipher", "account.number", "number_index")
    for table in ("payeeaccount", "payeeaccountevent")
]
FILES = [
    FileColumns("payments_bankfile"),
    FileColumns("payments_returnfile"),
    FileColumns("payments_accountlist"),
]
