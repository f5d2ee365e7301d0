"""Where casework keeps ciphers."""

from doudi.foundation.encrypted import EncryptedColumn

ENCRYPTED = [EncryptedColumn("casework_objection", "who_cipher", "objection.who", "")]
