"""The register's places in the staff menu."""

from doudi.foundation.pages import NavigationEntry
from doudi.units.text import Text

NAVIGATION = (
    NavigationEntry(Text("居民登记", "Register"), "registry:search", "register.view", 20),
    NavigationEntry(Text("全县一览", "County"), "county:map", "register.view", 15),
    NavigationEntry(Text("疑似重复", "Duplicates"), "registry:duplicates", "duplicate.review", 24),
    NavigationEntry(Text("导出", "Export"), "registry:exports", "export.run", 26),
    NavigationEntry(Text("变更", "Changes"), "registry:changes", "register.view", 30),
    NavigationEntry(Text("导入", "Import"), "registry:imports", "import.run", 40),
)
