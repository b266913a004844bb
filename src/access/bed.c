/* bed: the intervals of a BED file. */
#include "access/bed.h"

#include <inttypes.h>
#include <string.h>

#include "access/lines.h"
#include "base/decimal.h"

static bool
is_word(const struct line *word, const char *text)
{
	return word->n == strlen(text) && memcmp(word->s, text, word->n) == 0;
}

/* Digits alone; what is behind them ends them: a blank or the NUL. */
static bool
read_place(const struct line *word, uint64_t *place)
{
	return word->n > 0 && decimal_read(word->s, place) == word->n &&
	    *place <= GRANTED_END;
}

static int
parse_line(struct granted *g, const struct lines *l, struct line line,
    struct fault *fault)
{
	struct line reference, first, second;
	uint64_t start, end;
	const char *why;

	if (lines_check_text(l, &line, fault) == -1)
		return -1;
	reference = line_word(&line);
	if (is_word(&reference, "track") || is_word(&reference, "browser"))
		return 0;
	first = line_word(&line);
	second = line_word(&line);
	if (!read_place(&first, &start) || !read_place(&second, &end) ||
	    start > end)
		return lines_fault(l, fault, "is not a reference, a start and "
		    "an end, numbers of at most %" PRIu64, GRANTED_END);
	why = granted_add(g, reference.s, reference.n, start, end);
	if (why == granted_nomem)
		return fault_nomem(fault);
	return why != NULL ? lines_fault(l, fault, "%s", why) : 0;
}

struct granted *
bed_parse(const char *text, size_t bytes, struct fault *fault)
{
	struct granted *g = granted_new();
	struct lines l = lines_of(text, bytes);
	struct line line;

	if (g == NULL) {
		fault_nomem(fault);
		return NULL;
	}
	while (lines_next(&l, &line))
		if (parse_line(g, &l, line, fault) == -1) {
			granted_free(g);
			return NULL;
		}
	granted_merge(g);
	return g;
}
