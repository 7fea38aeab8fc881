"""What is asked: 200 different questions, a prefix of about 1,000 tokens, a schema."""

_THINGS = ["rivers", "bread", "the moon", "bicycles", "clouds", "iron", "bees", "bridges", "paper", "salt",
           "volcanoes", "clocks", "glass", "forests", "ships", "money", "music", "snow", "maps", "cats"]
_FORMS = ["Explain {} to a child.", "Write a short poem about {}.", "Give me three facts about {}.",
          "Why do people care about {}?", "Describe the history of {} in a few sentences.",
          "What would a world without {} look like?", "Write the first line of a story about {}.",
          "List the advantages and disadvantages of {}.", "What is often misunderstood about {}?",
          "Ask me a question about {}, then answer it."]
PROMPTS = [form.format(thing) for form in _FORMS for thing in _THINGS]

PREFIX = "Here is a list of things that were seen in a town by the river.\n" + "".join(
    f"{i}. On day {i * 3} somebody saw {thing} near house number {i * 17 % 100}, and wrote it down.\n"
    for i, thing in enumerate((_THINGS * 2)[:36], 1)) + "Now the question: "

SCHEMA = {
    "type": "object",
    "properties": {
        "first_name": {"type": "string", "maxLength": 20},
        "family_name": {"type": "string", "maxLength": 20},
        "profession": {"enum": ["baker", "carpenter", "teacher", "sailor", "physician"]},
        "age_in_years": {"type": "integer", "minimum": 0, "maximum": 120},
        "is_married": {"type": "boolean"},
        "favourite_colours": {"type": "array", "items": {"enum": ["red", "green", "blue", "yellow"]},
                              "minItems": 1, "maxItems": 3},
        "address": {"type": "object",
                    "properties": {"street_name": {"type": "string", "maxLength": 20},
                                   "house_number": {"type": "integer", "minimum": 1, "maximum": 999}},
                    "required": ["street_name", "house_number"], "additionalProperties": False},
    },
    "required": ["first_name", "family_name", "profession", "age_in_years", "is_married",
                 "favourite_colours", "address"],
    "additionalProperties": False,
}
