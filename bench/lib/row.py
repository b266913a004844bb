"""row: what a measurement says, one line of bench/RESULTS.md.

A module of bench/rows measures one thing. It has

    TITLE           a heading of the table
    rows(bench)     a generator of Row; it may take minutes, and ends what it
                    starts
    DATA            which files of bench/data it wants; without it, all
    PLOT            the words of its plot's axes (plot.py), if rows have series

and `bench` (stage.py) gives it the data, the programs and doors. A number is a
ratio to a reference that ran in the same run, where there is one, for machines
differ and are noisy: measure both in turns, and take medians.
"""


class Row:
    def __init__(self, name, value, unit='', target=None, reference='',
                 workload='', detail='', series=()):
        self.name = name            # short, of [a-z0-9-]: `ratio NAME VALUE`
        self.value = value          # a number; None: could not be measured
        self.unit = unit            # '' for a ratio
        self.target = target        # None, or ('<=', 1.15), ('>=', 0.6)
        self.reference = reference  # what the ratio is to
        self.workload = workload    # file, region, connections …
        self.detail = detail        # absolute numbers, or why there is none
        self.series = series        # [(x, y), …] of the plot; see plot.py

    @property
    def met(self):
        """Whether the target is reached; None: it has none."""
        if self.target is None or self.value is None:
            return None
        sign, bound = self.target
        return self.value <= bound if sign == '<=' else self.value >= bound
