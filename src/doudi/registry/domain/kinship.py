"""How a relation to the old head is called towards the new one, where that is certain. What is not certain, a person says."""

from __future__ import annotations

# relation of the new head to the old one → {relation of somebody else to the old head: to the new head}
_SEEN_FROM: dict[str, dict[str, str]] = {
    "spouse": {"head": "spouse", "child": "child", "grandchild": "grandchild", "parent": "other",
               "grandparent": "other", "sibling": "other"},
    "child": {"head": "parent", "spouse": "parent", "child": "sibling", "parent": "grandparent",
              "grandparent": "other", "sibling": "other"},
    "parent": {"head": "child", "spouse": "other", "child": "grandchild", "parent": "spouse", "sibling": "child",
               "grandchild": "other"},
    "sibling": {"head": "sibling", "parent": "parent", "grandparent": "grandparent", "spouse": "other",
                "child": "other", "grandchild": "other", "sibling": "sibling"},
    "grandchild": {"head": "grandparent", "spouse": "grandparent", "parent": "other", "grandparent": "other",
                   "sibling": "other"},
    "grandparent": {"head": "grandchild", "sibling": "grandchild", "spouse": "other", "child": "other",
                    "grandchild": "other", "grandparent": "spouse"},
}  # fmt: skip


def relation_to_new_head(new_head: str, relation: str) -> str | None:
    """Both as relations to the old head. None: it cannot be known from these alone (a grandchild may be the new head's
    child or nephew)."""
    return _SEEN_FROM.get(new_head, {}).get(relation)
