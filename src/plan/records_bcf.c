#include <stdlib.h>
#include <string.h>

#include "base/le.h"
#include "plan/records.h"
#include "plan/symbolic.h"

#define FIXED		32	/* both lengths and the fixed fields */
#define SHARED_FIXED	24	/* the fixed fields, VCFv4.3 6.3.1 */
#define TYPED_LONG	15	/* the length follows as a typed integer */

enum type { TYPE_NONE, TYPE_INT8, TYPE_INT16, TYPE_INT32, TYPE_FLOAT = 5,
    TYPE_CHAR = 7 };

/* Bytes of a record that are still to be read. */
struct bytes {
	const uint8_t	*p;
	size_t		 n;
};

/* A typed vector (VCFv4.3 6.3.3). */
struct typed {
	enum type	 type;
	uint32_t	 count;
	const uint8_t	*p;
};

static size_t
type_size(enum type type)
{
	switch (type) {
	case TYPE_INT8:
	case TYPE_CHAR:
		return 1;
	case TYPE_INT16:
		return 2;
	case TYPE_INT32:
	case TYPE_FLOAT:
		return 4;
	default:
		return 0;
	}
}

/* The i-th number of a vector; false where it is missing or no integer. */
static bool
typed_integer(const struct typed *t, uint32_t i, int64_t *value)
{
	const uint8_t *p = t->p + i * type_size(t->type);

	if (i >= t->count)
		return false;
	switch (t->type) {		/* the lowest eight are reserved */
	case TYPE_INT8:
		*value = (int8_t)p[0];
		return *value >= INT8_MIN + 8;
	case TYPE_INT16:
		*value = (int16_t)(p[0] | p[1] << 8);
		return *value >= INT16_MIN + 8;
	case TYPE_INT32:
		*value = (int32_t)le32(p);
		return *value >= INT32_MIN + 8;
	default:
		return false;
	}
}

/* Type and count of a vector; its values are not yet taken. */
static bool
take_descriptor(struct bytes *b, struct typed *t)
{
	struct typed length;
	int64_t count;

	if (b->n < 1)
		return false;
	t->type = b->p[0] & 0xf;
	t->count = b->p[0] >> 4;
	b->p++;
	b->n--;
	if (t->count != TYPED_LONG)
		return true;
	if (b->n < 1 || b->p[0] >> 4 != 1)	/* one plain integer */
		return false;
	length = (struct typed){ b->p[0] & 0xf, 1, b->p + 1 };
	if (b->n < 1 + type_size(length.type) ||
	    !typed_integer(&length, 0, &count) || count < 0)
		return false;
	t->count = count;
	b->n -= 1 + type_size(length.type);
	b->p += 1 + type_size(length.type);
	return true;
}

/* Takes `times` such vectors of one descriptor (1 but for samples). */
static bool
take_values(struct bytes *b, struct typed *t, uint32_t times)
{
	uint64_t size;

	if (t->type == TYPE_NONE)	/* no values, whatever their count */
		t->count = 0;
	else if (type_size(t->type) == 0)
		return false;
	size = (uint64_t)t->count * type_size(t->type);
	if (times != 0 && size > b->n / times)
		return false;
	t->p = b->p;
	b->p += size * times;
	b->n -= size * times;
	return true;
}

static bool
take_typed(struct bytes *b, struct typed *t)
{
	return take_descriptor(b, t) && take_values(b, t, 1);
}

static bool
take_key(struct bytes *b, int64_t *key)
{
	struct typed t;

	return take_typed(b, &t) && t.count == 1 &&
	    typed_integer(&t, 0, key);
}

/* What the alleles and keys of a record say of its reach. */
struct far {
	const struct bcf_keys	*keys;
	struct record		*rec;
	struct typed		*alleles;	/* REF first */
	uint32_t		 nalleles;
};

static void
reach_by_svlen(const struct far *f, const struct typed *lengths)
{
	int64_t bases;
	uint32_t i, k;

	for (i = 1; i < f->nalleles; i++) {
		if (!symbolic_has_svlen((const char *)f->alleles[i].p,
		    f->alleles[i].count) || lengths->count == 0)
			continue;
		k = i - 1 < lengths->count ? i - 1 : lengths->count - 1;
		if (typed_integer(lengths, k, &bases))
			record_reach(f->rec, f->rec->pos + 1 +
			    (bases < 0 ? -bases : bases));
	}
}

/* A key stands once (VCFv4.3 1.6.1); SVLEN costs a walk over all ALTs. */
static bool
walk_info(const struct far *f, struct bytes *b, uint32_t n)
{
	bool svlen = false;
	struct typed value;
	int64_t key, end;

	for (; n > 0; n--) {
		if (!take_key(b, &key) || !take_typed(b, &value))
			return false;
		if (key == f->keys->end && typed_integer(&value, 0, &end))
			record_reach(f->rec, end);
		if (key != f->keys->svlen || svlen)
			continue;
		reach_by_svlen(f, &value);
		svlen = true;
	}
	return true;
}

static bool
walk_format(const struct far *f, struct bytes *b, uint32_t n,
    uint32_t samples)
{
	struct typed value;
	int64_t key, bases;
	uint32_t i;

	for (; n > 0; n--) {
		if (!take_key(b, &key) || !take_descriptor(b, &value) ||
		    !take_values(b, &value, samples))
			return false;
		if (key != f->keys->len)
			continue;
		value.count *= samples;		/* at most b->n before */
		for (i = 0; i < value.count; i++)
			if (typed_integer(&value, i, &bases))
				record_reach(f->rec, f->rec->pos + bases);
	}
	return true;
}

static bool
take_alleles(struct far *f, struct bytes *b)
{
	uint32_t i;

	for (i = 0; i < f->nalleles; i++)
		if (!take_typed(b, &f->alleles[i]) ||
		    f->alleles[i].type != TYPE_CHAR)
			return false;
	if (f->nalleles > 0)
		record_reach(f->rec, f->rec->pos + f->alleles[0].count);
	return true;
}

static bool
has_len_allele(const struct far *f)
{
	uint32_t i;

	for (i = 1; i < f->nalleles; i++)
		if (symbolic_has_len((const char *)f->alleles[i].p,
		    f->alleles[i].count))
			return true;
	return false;
}

/* The whole record at `p`: lengths were checked. */
static bool
walk_record(struct far *f, const uint8_t *p)
{
	struct bytes shared = { p + FIXED, le32(p) - SHARED_FIXED };
	struct bytes samples = { p + 8 + le32(p), le32(p + 4) };
	uint32_t info = le32(p + 24) & 0xffff, format = le32(p + 28) >> 24;
	struct typed skipped;

	if (!take_typed(&shared, &skipped) ||		/* ID */
	    !take_alleles(f, &shared) ||
	    !take_typed(&shared, &skipped) ||		/* FILTER */
	    !walk_info(f, &shared, info))
		return false;
	if (f->keys->len < 0 || !has_len_allele(f))
		return true;
	return walk_format(f, &samples, format, le32(p + 28) & 0xffffff);
}

/* Only for a record whose rlen does not reach the region already. */
static int
find_end(struct reader *r, struct record *rec, size_t size,
    struct fault *fault)
{
	struct far f = { .keys = &r->source->keys, .rec = rec };
	const uint8_t *p;
	size_t got;
	bool good;

	if ((p = cursor_peek(&r->cursor, size, &got, fault)) == NULL)
		return record_bad(r, "the file ends inside a record", fault);
	f.nalleles = le32(p + 24) >> 16;
	f.alleles = calloc(f.nalleles + 1, sizeof(*f.alleles));
	if (f.alleles == NULL)
		return fault_nomem(fault);
	good = walk_record(&f, p);
	free(f.alleles);
	return good ? 0 : record_bad(r, "no BCF record (values)", fault);
}

static const char *
implausible(const struct reader *r, const uint8_t *p)
{
	uint64_t shared = le32(p), samples = le32(p + 4);
	int32_t tid = (int32_t)le32(p + 8), pos = (int32_t)le32(p + 12);

	if (shared < SHARED_FIXED)
		return "no BCF record (sizes)";
	if (shared + samples > r->limits->record)
		return "a record over [limits] record bytes";
	if (tid < 0 || tid >= r->source->nreferences || pos < -1 ||
	    (int32_t)le32(p + 16) < 0)
		return "no BCF record (place)";
	return NULL;
}

int
record_bcf(struct reader *r, struct record *rec, struct fault *fault)
{
	const char *why;
	const uint8_t *p;
	uint64_t size;
	size_t got;

	if ((p = cursor_peek(&r->cursor, FIXED, &got, fault)) == NULL)
		return record_bad(r, "the file ends inside a record", fault);
	if ((why = implausible(r, p)) != NULL)
		return record_bad(r, why, fault);
	size = 8 + (uint64_t)le32(p) + le32(p + 4);
	rec->tid = (int32_t)le32(p + 8);
	rec->pos = (int32_t)le32(p + 12);
	rec->end = rec->pos + 1;
	record_reach(rec, rec->pos + (int32_t)le32(p + 16));
	if (rec->pos < r->beg && rec->end <= r->beg &&
	    find_end(r, rec, size, fault) == -1)
		return -1;
	return cursor_skip(&r->cursor, size, fault);
}
