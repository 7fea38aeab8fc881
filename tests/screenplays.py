"""Dialogue of films that never were, with turning points and a spine planted where few films have them.

A screenplay is a list of lines, each different from all others, and the truth about it. Made by code: the same
number gives the same screenplay."""
import dataclasses
import random

PLACES = [  # Shares of the film: the opportunity, the point of no return, the climax.
    (0.03, 0.35, 0.62), (0.30, 0.48, 0.97), (0.21, 0.70, 0.83), (0.06, 0.25, 0.90), (0.40, 0.60, 0.75), (0.15, 0.80, 0.94)]
NAMES = ["Ada", "Bruno", "Clara", "Dimas", "Edda", "Fritz", "Greta", "Hanno"]
THINGS = ["the boat", "the letter", "the lamp", "the old bridge", "the garden", "the ticket", "the key", "the map"]
SMALL_TALK = ["Did you see {thing}, {name}?", "{name} left {thing} at home.", "We could paint {thing} again.",
              "Ask {name} about {thing}.", "I never liked {thing}, {name}.", "{name} says {thing} is fine."]
TURNS = ["{name}, they want you to lead the expedition.", "If we burn {thing} now, {name}, nobody goes home.",
         "It ends here, {name}: you or me."]
SPINE = [("world", "In this valley {name} counts every drop of rain."), ("person", "{name} once broke a horse in one night."),
         ("want", "I want my brother back, {name}, whole."), ("threat", "Whoever crosses {name} is not buried here."),
         ("vow", "I will stand at that gate, {name}, until it opens."), ("question", "What did you promise them, {name}?"),
         ("hook", "{name} has been dead since Tuesday."), ("punch_line", "Well, {name}, I brought a shovel.")]


@dataclasses.dataclass
class Screenplay:
    lines: list  # Texts.
    duration_s: float
    turns: list  # Indices of the three lines.
    spine: list  # (index, role), in the order in which they tell the story.

    def time_of(self, line):
        """When it begins, in seconds: lines come evenly, with a pause after each 40."""
        return 20 + line * (self.duration_s - 60) / len(self.lines) + (1.2 if line % 40 == 0 else 0)

    def to_srt(self):
        def stamp(s):
            return f"{int(s // 3600):02}:{int(s // 60 % 60):02}:{int(s % 60):02},{int(s * 1000 % 1000):03}"
        step = (self.duration_s - 60) / len(self.lines)
        return "".join(f"{i + 1}\n{stamp(self.time_of(i))} --> {stamp(self.time_of(i) + 0.6 * step)}\n{text}\n\n"
                       for i, text in enumerate(self.lines))

    def text_of(self, planted):
        return self.lines[planted]


def screenplay(number, count=420, duration_s=5400):
    """One of six."""
    random_ = random.Random(1000 + number)
    name = NAMES[number % len(NAMES)]
    thing = THINGS[number % len(THINGS)]
    lines = []
    for i in range(count):
        text = random_.choice(SMALL_TALK).format(name=random_.choice(NAMES), thing=random_.choice(THINGS))
        lines.append(f"{text[:-1]}, day {i}{text[-1]}")  # Each is another.
    turns = [int(share * count) for share in PLACES[number]]
    for line, text in zip(turns, TURNS):
        lines[line] = text.format(name=name, thing=thing)
    # One in each eighth: no piece of dialogue, wherever it is cut, holds more of them than an answer names.
    places = []
    for eighth in range(len(SPINE)):
        first, end = eighth * count // 8, (eighth + 1) * count // 8
        places.append(random_.choice([i for i in range(first, end) if i not in turns]))
    random_.shuffle(places)
    spine = []
    for place, (role, text) in zip(places, SPINE):
        lines[place] = text.format(name=name)
        spine.append((place, role))
    return Screenplay(lines, duration_s, turns, spine)
