/* granted: intervals of references. */
#include "access/granted.h"

#include <stdlib.h>
#include <string.h>

#include <htslib/hts.h>
#include <htslib/khash.h>

struct interval {
	uint64_t	start;
	uint64_t	end;
};

/* All of one reference. */
struct stretch {
	char		*name;
	struct interval	*v;
	size_t		 n;
	size_t		 room;
	bool		 sorted;	/* by start */
};

KHASH_MAP_INIT_STR(stretches, uint32_t)

struct granted {
	khash_t(stretches)	*numbers;	/* name -> index of v */
	struct stretch		*v;
	size_t			 n;
	size_t			 room;
	size_t			 last;		/* that was added to */
	size_t			 intervals;
};

const char granted_nomem[] = "no memory";

struct granted *
granted_new(void)
{
	struct granted *g = calloc(1, sizeof(*g));

	if (g != NULL && (g->numbers = kh_init(stretches)) == NULL) {
		free(g);
		return NULL;
	}
	return g;
}

void
granted_free(struct granted *g)
{
	size_t i;

	if (g == NULL)
		return;
	for (i = 0; i < g->n; i++) {
		free(g->v[i].name);
		free(g->v[i].v);
	}
	free(g->v);
	kh_destroy(stretches, g->numbers);
	free(g);
}

static const struct stretch *
find(const struct granted *g, const char *name)
{
	khint_t k = kh_get(stretches, g->numbers, name);

	return k != kh_end(g->numbers) ? &g->v[kh_val(g->numbers, k)] : NULL;
}

static const char *
append(struct granted *g, const char *name)
{
	struct stretch s = { .sorted = true };
	khint_t k;
	int put;

	if (g->n == GRANTED_REFERENCES_MAX)
		return "too many references";
	if (hts_resize(struct stretch, g->n + 1, &g->room, &g->v, 0) == -1 ||
	    (s.name = strdup(name)) == NULL)
		return granted_nomem;
	k = kh_put(stretches, g->numbers, s.name, &put);
	if (put < 0) {
		free(s.name);
		return granted_nomem;
	}
	kh_val(g->numbers, k) = (uint32_t)g->n;
	g->last = g->n;
	g->v[g->n++] = s;
	return NULL;
}

/* Makes g->last the reference of a name. Files are sorted by it as a rule. */
static const char *
turn_to(struct granted *g, const char *reference, size_t bytes)
{
	char name[GRANTED_NAME_MAX + 1];
	const struct stretch *s;

	if (g->n > 0 && strncmp(g->v[g->last].name, reference, bytes) == 0 &&
	    g->v[g->last].name[bytes] == '\0')
		return NULL;
	if (bytes == 0 || bytes > GRANTED_NAME_MAX)
		return "the name of the reference is empty or too long";
	memcpy(name, reference, bytes);
	name[bytes] = '\0';
	if ((s = find(g, name)) == NULL)
		return append(g, name);
	g->last = (size_t)(s - g->v);
	return NULL;
}

const char *
granted_add(struct granted *g, const char *reference, size_t bytes,
    uint64_t start, uint64_t end)
{
	struct stretch *s;
	const char *why = turn_to(g, reference, bytes);

	if (why != NULL || start == end)
		return why;
	if (g->intervals == GRANTED_INTERVALS_MAX)
		return "too many intervals";
	s = &g->v[g->last];
	if (hts_resize(struct interval, s->n + 1, &s->room, &s->v, 0) == -1)
		return granted_nomem;
	s->sorted = s->sorted && (s->n == 0 || start >= s->v[s->n - 1].start);
	s->v[s->n++] = (struct interval){ start, end };
	g->intervals++;
	return NULL;
}

const char *
granted_add_all(struct granted *g, const struct granted *other)
{
	const char *why = NULL;
	const struct stretch *s;
	size_t i, j;

	for (i = 0; why == NULL && i < other->n; i++) {
		s = &other->v[i];
		for (j = 0; why == NULL && j < s->n; j++)
			why = granted_add(g, s->name, strlen(s->name),
			    s->v[j].start, s->v[j].end);
	}
	return why;
}

static int
by_start(const void *left, const void *right)
{
	const struct interval *a = left, *b = right;

	return (a->start > b->start) - (a->start < b->start);
}

static void
merge(struct stretch *s)
{
	size_t i, n = 0;

	if (!s->sorted)
		qsort(s->v, s->n, sizeof(*s->v), by_start);
	s->sorted = true;
	for (i = 0; i < s->n; i++)
		if (n == 0 || s->v[i].start > s->v[n - 1].end)
			s->v[n++] = s->v[i];
		else if (s->v[i].end > s->v[n - 1].end)
			s->v[n - 1].end = s->v[i].end;
	s->n = n;
}

void
granted_merge(struct granted *g)
{
	size_t i;

	g->intervals = 0;
	for (i = 0; i < g->n; i++) {
		merge(&g->v[i]);
		g->intervals += g->v[i].n;
	}
}

size_t
granted_count(const struct granted *g)
{
	return g->intervals;
}

bool
granted_covers(const struct granted *g, const char *reference, uint64_t start,
    uint64_t end)
{
	const struct stretch *s = g != NULL ? find(g, reference) : NULL;
	size_t low = 0, high = s != NULL ? s->n : 0, middle;

	if (end == UINT64_MAX)
		end = GRANTED_END;
	if (start > end)
		return false;
	/* The last one that does not begin behind start. */
	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->v[middle].start <= start)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && end <= s->v[low - 1].end;
}
