#include <htslib/sam.h>

#include "base/le.h"
#include "plan/records.h"

#define FIXED	36	/* block_size and the fixed fields, SAMv1 4.2 */

/* Bases of the reference that the CIGAR consumes; at least 1. */
static int64_t
reference_bases(const uint8_t *cigar, uint32_t operations)
{
	int64_t bases = 0;
	uint32_t op;

	for (; operations > 0; operations--, cigar += 4) {
		op = le32(cigar);
		if ((bam_cigar_type(op & 0xf) & 2) != 0)
			bases += op >> 4;
	}
	return bases > 0 ? bases : 1;
}

/* Sizes that any record must have; they also unmask a stale index. */
static const char *
implausible(const struct reader *r, const uint8_t *p)
{
	uint64_t size = le32(p), name = p[12], operations = le16(p + 16);
	int32_t tid = (int32_t)le32(p + 4), pos = (int32_t)le32(p + 8);
	uint64_t bases = le32(p + 20);

	if (size > r->limits->record)
		return "a record over [limits] record bytes";
	if (name == 0 || size < FIXED - 4 + name + operations * 4 +
	    (bases + 1) / 2 + bases)
		return "no BAM record (sizes)";
	if (tid < -1 || tid >= r->source->nreferences || pos < -1)
		return "no BAM record (place)";
	return NULL;
}

int
record_bam(struct reader *r, struct record *rec, struct fault *fault)
{
	const char *why;
	const uint8_t *p;
	size_t got, front;
	uint32_t size, operations;

	if ((p = cursor_peek(&r->cursor, FIXED, &got, fault)) == NULL)
		return record_bad(r, "the file ends inside a record", fault);
	if ((why = implausible(r, p)) != NULL)
		return record_bad(r, why, fault);
	size = le32(p);
	operations = le16(p + 16);
	rec->tid = (int32_t)le32(p + 4);
	rec->pos = (int32_t)le32(p + 8);
	rec->end = rec->pos + 1;
	if (rec->pos >= r->beg || (le16(p + 18) & BAM_FUNMAP) != 0)
		operations = 0;
	front = FIXED + p[12];
	p = cursor_peek(&r->cursor, front + 4 * operations, &got, fault);
	if (p == NULL)
		return record_bad(r, "the file ends inside a record", fault);
	if (p[front - 1] != '\0')
		return record_bad(r, "no BAM record (read name)", fault);
	if (operations > 0)
		rec->end = rec->pos + reference_bases(p + front, operations);
	return cursor_skip(&r->cursor, (uint64_t)size + 4, fault);
}
