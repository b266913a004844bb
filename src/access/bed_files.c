/* bed_files: the BED files of a grants table. */
#include "access/bed_files.h"

#include <stdlib.h>
#include <string.h>

#include <htslib/hts.h>

#include "access/bed.h"
#include "access/watch.h"
#include "base/log.h"

/* What is kept between requests: intervals, and joined files. */
#define KEPT_INTERVALS	(2 * (size_t)GRANTED_INTERVALS_MAX)
#define KEPT_JOINED	64

struct bed_file {
	struct watch	 watch;
	struct granted	*granted;	/* NULL: nothing is read */
	uint64_t	 serial;	/* another one each time it is read */
	bool		 picked;
	struct bed_files *all;
};

/* Several files as one, known by the serial numbers of their contents. */
struct joined {
	uint64_t	*serials;
	size_t		 n;
	struct granted	*granted;
};

struct bed_files {
	struct bed_file	*v;
	size_t		 n;
	size_t		*picked;	/* indexes; n of room */
	size_t		 npicked;
	uint64_t	*serials;	/* of those; n of room */
	size_t		 nserials;
	struct joined	*joined;
	size_t		 njoined;
	size_t		 room_joined;
	size_t		 intervals;	/* of all that is kept */
	uint64_t	 serial;	/* the last one given */
};

static int
take_bed(void *arg, const struct watch_text *text, struct fault *fault)
{
	struct bed_file *b = arg;

	b->granted = bed_parse(text->s, text->bytes, fault);
	if (b->granted == NULL)
		return -1;
	b->serial = ++b->all->serial;
	b->all->intervals += granted_count(b->granted);
	return 0;
}

static void
drop_bed(void *arg)
{
	struct bed_file *b = arg;

	if (b->granted != NULL)
		b->all->intervals -= granted_count(b->granted);
	granted_free(b->granted);
	b->granted = NULL;
}

struct bed_files *
bed_files_new(char *const *paths, size_t n)
{
	struct bed_files *f = calloc(1, sizeof(*f));
	size_t i;

	if (f == NULL)
		return NULL;
	f->v = calloc(n + 1, sizeof(*f->v));
	f->picked = calloc(n + 1, sizeof(*f->picked));
	f->serials = calloc(n + 1, sizeof(*f->serials));
	if (f->v == NULL || f->picked == NULL || f->serials == NULL) {
		bed_files_free(f);
		return NULL;
	}
	for (i = 0; i < n; i++) {
		f->v[i].all = f;
		f->v[i].watch = (struct watch){ .what = "[access] grants",
			.most = ACCESS_BED_MAX, .take = take_bed,
			.drop = drop_bed, .arg = &f->v[i] };
		watch_path(&f->v[i].watch, paths[i]);
	}
	f->n = n;
	return f;
}

static void
forget_joined(struct bed_files *f)
{
	size_t i;

	for (i = 0; i < f->njoined; i++) {
		f->intervals -= granted_count(f->joined[i].granted);
		granted_free(f->joined[i].granted);
		free(f->joined[i].serials);
	}
	f->njoined = 0;
}

void
bed_files_free(struct bed_files *f)
{
	size_t i;

	if (f == NULL)
		return;
	forget_joined(f);
	for (i = 0; i < f->n; i++)
		watch_clear(&f->v[i].watch);
	free(f->v);
	free(f->picked);
	free(f->serials);
	free(f->joined);
	free(f);
}

void
bed_files_pick(struct bed_files *f, size_t n)
{
	if (f->v[n].picked)
		return;
	f->v[n].picked = true;
	f->picked[f->npicked++] = n;
}

/*
 * Reads those that were picked; leaves those that grant something. False:
 * they have too many intervals together.
 */
static bool
read_picked(struct bed_files *f, uint64_t turn)
{
	struct bed_file *b;
	size_t i, n = 0, total = 0;

	for (i = 0; i < f->npicked && total <= GRANTED_INTERVALS_MAX; i++) {
		b = &f->v[f->picked[i]];
		if (!watch_look(&b->watch, turn) ||
		    granted_count(b->granted) == 0)
			continue;
		total += granted_count(b->granted);
		f->picked[n] = f->picked[i];
		f->serials[n++] = b->serial;
	}
	f->npicked = f->nserials = n;
	return total <= GRANTED_INTERVALS_MAX;
}

static const struct granted *
find_joined(const struct bed_files *f)
{
	const struct joined *j;
	size_t i;

	for (i = 0; i < f->njoined; i++) {
		j = &f->joined[i];
		if (j->n == f->nserials && memcmp(j->serials, f->serials,
		    j->n * sizeof(*j->serials)) == 0)
			return j->granted;
	}
	return NULL;
}

/* A new one of all that f->picked names, or NULL. */
static struct granted *
join_picked(const struct bed_files *f)
{
	struct granted *g = granted_new();
	const char *why = g != NULL ? NULL : granted_nomem;
	size_t i;

	for (i = 0; why == NULL && i < f->npicked; i++)
		why = granted_add_all(g, f->v[f->picked[i]].granted);
	if (why == NULL) {
		granted_merge(g);
		return g;
	}
	log_write(LOG_ERROR, "[access] grants: joined BED files: %s", why);
	granted_free(g);
	return NULL;
}

static const struct granted *
keep_joined(struct bed_files *f)
{
	struct joined j = { .n = f->nserials };

	if (hts_resize(struct joined, f->njoined + 1, &f->room_joined,
	    &f->joined, 0) == -1 || (j.serials = malloc(j.n *
	    sizeof(*j.serials))) == NULL)
		return NULL;
	memcpy(j.serials, f->serials, j.n * sizeof(*j.serials));
	if ((j.granted = join_picked(f)) == NULL) {
		free(j.serials);
		return NULL;
	}
	f->intervals += granted_count(j.granted);
	f->joined[f->njoined++] = j;
	return j.granted;
}

static const struct granted *
join(struct bed_files *f)
{
	const struct granted *g;

	if (f->nserials <= 1)
		return f->nserials == 1 ? f->v[f->picked[0]].granted : NULL;
	g = find_joined(f);
	return g != NULL ? g : keep_joined(f);
}

const struct granted *
bed_files_join(struct bed_files *f, uint64_t turn)
{
	const struct granted *g = NULL;
	size_t i;

	for (i = 0; i < f->npicked; i++)
		f->v[f->picked[i]].picked = false;
	if (read_picked(f, turn))
		g = join(f);
	else
		log_write(LOG_ERROR, "[access] grants: the BED files for one "
		    "user and id have more than %u intervals together",
		    GRANTED_INTERVALS_MAX);
	f->npicked = 0;
	return g;
}

void
bed_files_tidy(struct bed_files *f)
{
	size_t i;

	if (f->njoined >= KEPT_JOINED || f->intervals > KEPT_INTERVALS)
		forget_joined(f);
	if (f->intervals > KEPT_INTERVALS)
		for (i = 0; i < f->n; i++)
			watch_forget(&f->v[i].watch);
}
