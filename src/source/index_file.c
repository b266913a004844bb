#include <stdlib.h>
#include <string.h>

#include "base/room.h"
#include "source/index_file.h"
#include "source/index_head.h"


struct reference {
	uint64_t	 place;		/* of its part */
	uint64_t	 placed_end;	/* 0: no records, or not counted */
	bool		 counted;
	struct bins	*bins;		/* NULL: not read yet */
};

struct index_file {
	struct object		*object;	/* NULL: rests */
	struct index_bytes	*bytes;		/* until the references are
						   found */
	uint64_t		 limit;
	struct index_head	 head;
	uint32_t		 found;		/* of its references */
	struct reference	*references;
	size_t			 memory;	/* of their bins */
};

/*
 * Whatever is wrong with its bytes: it is the index that is damaged. A reason
 * may name the file already.
 */
static int
blame(const struct index_file *f, const struct fault *why,
    struct fault *fault)
{
	const char *path = f->object->path, *reason = why->message;

	if (why->kind != FAULT_INTERNAL) {
		*fault = *why;
		return -1;
	}
	if (why->detail[0] != '\0')
		reason = why->detail;
	if (strncmp(reason, path, strlen(path)) == 0)
		return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED, "%s",
		    reason);
	return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED, "%s: %s",
	    path, reason);
}

struct index_file *
index_file_open(struct object *o, uint64_t limit, struct fault *fault)
{
	struct fault why = FAULT_INIT;
	struct index_file *f;

	if ((f = calloc(1, sizeof(*f))) == NULL) {
		(void)fault_nomem(fault);
		return NULL;
	}
	f->object = o;
	f->limit = limit;
	f->bytes = index_bytes_new(o, limit, &why);
	if (f->bytes != NULL && index_head_read(f->bytes, limit, &f->head,
	    &why) == 0)
		return f;
	(void)blame(f, &why, fault);
	index_file_free(f);
	return NULL;
}

void
index_file_free(struct index_file *f)
{
	uint32_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->found; i++)
		bins_free(f->references[i].bins);
	free(f->references);
	index_head_clear(&f->head);
	index_bytes_free(f->bytes);
	free(f);
}

/* As many as the bytes that were read have. */
static int
make_room(struct index_file *f, struct fault *fault)
{
	struct reference *v;

	v = room_grown(f->references, f->found, sizeof(*v));
	if (v == NULL)
		return fault_nomem(fault);
	f->references = v;
	return 0;
}

static int
scan_reference(struct index_file *f, struct reference *r, struct fault *fault)
{
	memset(r, 0, sizeof(*r));
	r->place = index_bytes_tell(f->bytes);
	return bins_skip(f->bytes, &f->head.shape, &r->placed_end, &r->counted,
	    fault);
}

int
index_file_scan(struct index_file *f, struct fault *fault)
{
	struct fault why = FAULT_INIT;

	for (; f->found < f->head.n; f->found++)
		if (make_room(f, &why) == -1 ||
		    scan_reference(f, &f->references[f->found], &why) == -1)
			return blame(f, &why, fault);
	index_bytes_free(f->bytes);
	f->bytes = NULL;
	f->references = room_shrunk(f->references, f->found,
	    sizeof(*f->references));
	return 0;
}

void
index_file_turn(struct index_file *f, struct object *o)
{
	f->object = o;
}

void
index_file_rest(struct index_file *f)
{
	f->object = NULL;
}

uint32_t
index_file_references(const struct index_file *f)
{
	return f->head.n;
}

const struct names *
index_file_names(const struct index_file *f)
{
	return f->head.names;
}

int
index_file_preset(const struct index_file *f)
{
	return f->head.preset;
}

/* The bins of a reference as the file has them now; of its version. */
static struct bins *
read_bins(struct index_file *f, const struct reference *r,
    struct fault *fault)
{
	struct fault why = FAULT_INIT;
	struct index_bytes *b = index_bytes_new(f->object, f->limit, &why);
	struct bins *bins = NULL;

	if (b != NULL) {
		index_bytes_seek(b, r->place);
		bins = bins_read(b, &f->head.shape, &why);
	}
	index_bytes_free(b);
	if (bins == NULL)
		(void)blame(f, &why, fault);
	else if (object_unchanged(f->object, fault) == -1) {
		bins_free(bins);
		return NULL;
	}
	return bins;
}

/* The bins of a reference, read if need be; none of one that it lacks. */
static int
find_bins(struct index_file *f, uint32_t reference, struct bins **bins,
    struct fault *fault)
{
	struct reference *r;

	*bins = NULL;
	if (reference >= f->found)
		return 0;
	r = &f->references[reference];
	if (r->bins == NULL) {
		if ((r->bins = read_bins(f, r, fault)) == NULL)
			return -1;
		f->memory += bins_memory(r->bins);
	}
	*bins = r->bins;
	return 0;
}

int
index_file_query(struct index_file *f, uint32_t reference, int64_t beg,
    int64_t end, uint64_t least, struct chunks *c, struct fault *fault)
{
	struct bins *bins;

	memset(c, 0, sizeof(*c));
	if (find_bins(f, reference, &bins, fault) == -1)
		return -1;
	return bins == NULL ? 0 : bins_query(bins, beg, end, least, c, fault);
}

int
index_file_gap(struct index_file *f, uint32_t reference, int64_t end,
    int64_t *beg, struct fault *fault)
{
	struct bins *bins;

	if (find_bins(f, reference, &bins, fault) == -1)
		return -1;
	*beg = bins == NULL ? 0 : bins_gap(bins, end);
	return 0;
}

/* Where a reference's records end of which the index keeps no count. */
static int
last_end(struct index_file *f, struct reference *r, struct fault *fault)
{
	struct bins *bins = r->bins;

	if (bins == NULL && (bins = read_bins(f, r, fault)) == NULL)
		return -1;
	r->placed_end = bins_last_end(bins);
	r->counted = true;
	if (bins != r->bins)
		bins_free(bins);
	return 0;
}

/*
 * Where the index keeps no counts, one part is read, not all: of the last
 * reference that has records, for the file is sorted by reference.
 */
int
index_file_placed_end(struct index_file *f, uint64_t *voffset,
    struct fault *fault)
{
	struct reference *r;
	uint32_t i;

	*voffset = 0;
	for (i = f->found; i > 0; i--) {
		r = &f->references[i - 1];
		if (!r->counted && *voffset == 0 &&
		    last_end(f, r, fault) == -1)
			return -1;
		if (r->placed_end > *voffset)
			*voffset = r->placed_end;
	}
	return 0;
}

size_t
index_file_memory(const struct index_file *f)
{
	const struct names *names = f->head.names;

	return sizeof(*f) + f->found * sizeof(*f->references) +
	    (names != NULL ? names_memory(names) : 0) + f->memory;
}
