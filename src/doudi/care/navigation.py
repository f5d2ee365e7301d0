"""Care's places in the staff menu."""

from doudi.foundation.pages import NavigationEntry
from doudi.units.text import Text

NAVIGATION: tuple[NavigationEntry, ...] = (
    NavigationEntry(Text("照护情况", "Who is cared for"), "care:villages", "care.view", 10, "care"),
    NavigationEntry(Text("照护档案", "Care files"), "care:files", "care.view", 20, "care"),
    NavigationEntry(Text("要看望的人", "Who to visit"), "care:visits", "care.report", 30, "care"),
    NavigationEntry(Text("跟进事项", "Follow-ups"), "care:follow_ups", "care.view", 40, "care"),
)
