"""The register's places in the staff menu."""

from doudi.foundation.pages import NavigationEntry
from doudi.units.text import Text

NAVIGATION = (
    NavigationEntry(
        Text("居民登记", "Register"), "registry:search", "register.view", 10, "families"
    ),
    NavigationEntry(Text("全县一览", "County"), "county:map", "register.view", 20, "families"),
    NavigationEntry(Text("变更", "Changes"), "registry:changes", "register.view", 30, "families"),
    NavigationEntry(
        Text("疑似重复", "Duplicates"), "registry:duplicates", "duplicate.review", 40, "families"
    ),
    NavigationEntry(Text("导入", "Import"), "registry:imports", "import.run", 50, "families"),
    NavigationEntry(Text("导出", "Export"), "registry:exports", "export.run", 60, "families"),
)
