"""Where the register keeps ciphers and files. The history of a table keeps the ciphers of its earlier rows."""

from doudi.foundation.encrypted import EncryptedColumn, FileColumns

ENCRYPTED = [
    EncryptedColumn(f"registry_{table}", column, purpose, index)
    for name, column, purpose, index in (
        ("person", "identity_cipher", "person.identity", "identity_index"),
        ("person", "phone_cipher", "person.phone", "phone_index"),
        ("supporter", "identity_cipher", "supporter.identity", "identity_index"),
        ("changerequest", "identity_cipher", "change.identity", ""),
        ("changerequest", "phone_cipher", "change.phone", ""),
    )
    for table in (name, f"{name}event")
]
FILES = [FileColumns("registry_document")]
