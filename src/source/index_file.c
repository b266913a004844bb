#include <stdlib.h>
#include <string.h>

#include "base/le.h"
#include "source/index_file.h"

#define TABIX_BYTES	28	/* before the names: seven numbers */
#define BAI_SHIFT	14	/* SAMv1 5.1.1, as of TBI */
#define BAI_DEPTH	5
#define ROOM_MIN	64	/* references that room is made for at first */

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
	struct binning		 shape;
	int			 preset;
	struct names		*names;		/* NULL: no tabix */
	uint32_t		 n;		/* by its head */
	uint32_t		 found;		/* of them */
	struct reference	*references;
	size_t			 memory;	/* of their bins */
};

static int
damaged(const struct index_file *f, const char *what, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED, "%s: %s",
	    f->object->path, what);
}

/*
 * Whatever is wrong with its bytes: it is the index that is damaged. A reason
 * of the rooms below may name the file already.
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
	if (strncmp(reason, path, strlen(path)) != 0)
		return damaged(f, reason, fault);
	return fault_detail(fault, FAULT_INTERNAL, INDEX_DAMAGED, "%s",
	    reason);
}

/* Names, each with a NUL behind it, ids in their order. */
static int
parse_names(struct index_file *f, const uint8_t *p, size_t n,
    struct fault *fault)
{
	const uint8_t *end;
	int32_t id = 0;
	int added;

	for (; n > 0; n -= end + 1 - p, p = end + 1, id++) {
		if ((end = memchr(p, '\0', n)) == NULL)
			return damaged(f, "a name without its NUL", fault);
		added = names_add(f->names, (const char *)p, end - p, id);
		if (added == -1)
			return fault_nomem(fault);
		if (added == 0)
			return damaged(f, "a name twice", fault);
	}
	return 0;
}

/* All names together are not much longer than a header of a VCF. */
static int
read_names(struct index_file *f, uint32_t n, struct fault *fault)
{
	uint8_t *text;
	const uint8_t *p;
	size_t got, have = 0;
	int error = -1;

	if (n > f->limit)
		return damaged(f, "names over [limits] index", fault);
	if ((text = malloc((size_t)n + 1)) == NULL)
		return fault_nomem(fault);
	while (have < n) {
		if ((p = index_bytes_peek(f->bytes, 1, &got, fault)) == NULL)
			goto out;
		if (got > n - have)
			got = n - have;
		memcpy(text + have, p, got);
		have += got;
		if (index_bytes_skip(f->bytes, got, fault) == -1)
			goto out;
	}
	error = parse_names(f, text, n, fault);
out:
	free(text);
	return error;
}

/* What tabix adds: format, four columns, lines to skip, names. */
static int
read_tabix(struct index_file *f, uint32_t *bytes, struct fault *fault)
{
	const uint8_t *p;
	uint32_t n;
	size_t got;

	if ((p = index_bytes_peek(f->bytes, TABIX_BYTES, &got, fault)) == NULL)
		return -1;
	f->preset = (int)le16(p);
	n = le32(p + TABIX_BYTES - 4);
	if (n > INT32_MAX)	/* as many as ids at the most */
		return damaged(f, "names too long", fault);
	*bytes = TABIX_BYTES + n;
	if ((f->names = names_new()) == NULL)
		return fault_nomem(fault);
	if (index_bytes_skip(f->bytes, TABIX_BYTES, fault) == -1)
		return -1;
	return read_names(f, n, fault);
}

/* What a CSI may have of another format: only tabix writes anything there. */
static int
read_auxiliary(struct index_file *f, uint32_t bytes, struct fault *fault)
{
	uint32_t used = 0;

	if (bytes >= TABIX_BYTES && read_tabix(f, &used, fault) == -1)
		return -1;
	if (used > bytes)
		return damaged(f, "names reach past their part", fault);
	return index_bytes_skip(f->bytes, bytes - used, fault);
}

static int
read_csi(struct index_file *f, struct fault *fault)
{
	uint32_t bytes;

	f->shape.csi = true;
	if (index_bytes_take32(f->bytes, &f->shape.min_shift, fault) == -1 ||
	    index_bytes_take32(f->bytes, &f->shape.depth, fault) == -1 ||
	    index_bytes_take32(f->bytes, &bytes, fault) == -1)
		return -1;
	if (!binning_is_possible(&f->shape))
		return damaged(f, "bins of an impossible shape", fault);
	if (read_auxiliary(f, bytes, fault) == -1)
		return -1;
	return index_bytes_take32(f->bytes, &f->n, fault);
}

static int
read_tbi(struct index_file *f, struct fault *fault)
{
	uint32_t bytes;

	if (index_bytes_take32(f->bytes, &f->n, fault) == -1)
		return -1;
	return read_tabix(f, &bytes, fault);
}

static int
read_head(struct index_file *f, struct fault *fault)
{
	char magic[4];
	const uint8_t *p;
	size_t got;

	if ((p = index_bytes_peek(f->bytes, 4, &got, fault)) == NULL)
		return -1;
	memcpy(magic, p, 4);
	if (index_bytes_skip(f->bytes, 4, fault) == -1)
		return -1;
	f->shape = (struct binning){ BAI_SHIFT, BAI_DEPTH, false };
	if (memcmp(magic, "BAI\1", 4) == 0)
		return index_bytes_take32(f->bytes, &f->n, fault);
	if (memcmp(magic, "CSI\1", 4) == 0)
		return read_csi(f, fault);
	if (memcmp(magic, "TBI\1", 4) == 0)
		return read_tbi(f, fault);
	return damaged(f, "neither BAI nor CSI 1 nor TBI", fault);
}

/* A few zeros are a reference: that there are so many, names must show. */
static int
check_names(const struct index_file *f, struct fault *fault)
{
	if (f->names == NULL || f->n <= names_count(f->names))
		return 0;
	return damaged(f, "more references than names", fault);
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
	f->preset = -1;
	f->bytes = index_bytes_new(o, limit, &why);
	if (f->bytes != NULL && read_head(f, &why) == 0 &&
	    check_names(f, &why) == 0)
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
	names_free(f->names);
	index_bytes_free(f->bytes);
	free(f);
}

/* Room for one more reference: as many as the bytes that were read have. */
static int
make_room(struct index_file *f, uint32_t have, struct fault *fault)
{
	struct reference *v = f->references;
	size_t room = have > 0 ? (size_t)2 * have : ROOM_MIN;

	if (have != 0 && (have < ROOM_MIN || (have & (have - 1)) != 0))
		return 0;
	if ((v = reallocarray(v, room, sizeof(*v))) == NULL)
		return fault_nomem(fault);
	f->references = v;
	return 0;
}

static void
give_back_room(struct index_file *f)
{
	struct reference *v = f->references;

	if (f->found > 0 && (v = reallocarray(v, f->found, sizeof(*v))) != NULL)
		f->references = v;
}

static int
scan_reference(struct index_file *f, struct reference *r, struct fault *fault)
{
	memset(r, 0, sizeof(*r));
	r->place = index_bytes_tell(f->bytes);
	return bins_skip(f->bytes, &f->shape, &r->placed_end, &r->counted,
	    fault);
}

int
index_file_scan(struct index_file *f, struct fault *fault)
{
	struct fault why = FAULT_INIT;

	for (; f->found < f->n; f->found++)
		if (make_room(f, f->found, &why) == -1 ||
		    scan_reference(f, &f->references[f->found], &why) == -1)
			return blame(f, &why, fault);
	index_bytes_free(f->bytes);
	f->bytes = NULL;
	give_back_room(f);
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
	return f->n;
}

const struct names *
index_file_names(const struct index_file *f)
{
	return f->names;
}

int
index_file_preset(const struct index_file *f)
{
	return f->preset;
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
		bins = bins_read(b, &f->shape, &why);
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
	return sizeof(*f) + f->found * sizeof(*f->references) +
	    (f->names != NULL ? names_memory(f->names) : 0) + f->memory;
}
