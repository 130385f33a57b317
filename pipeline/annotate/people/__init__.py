"""Named people: who is named, in which office, of which government, union or body.

Comes in: text, offsets of known entities, the day of publication. Goes out: `PersonMention`
values from `mentions.find_people`. Nothing here touches spaCy; `components.people` does.
"""
