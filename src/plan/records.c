#include "plan/records.h"

int
record_bad(const struct reader *r, const char *what, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the index of this dataset does not fit its file, or the file is "
	    "damaged", "%s: at block %llu, byte %u of it: %s",
	    blocks_object(r->cursor.blocks)->path,
	    (unsigned long long)voffset_block(r->cursor.at),
	    voffset_within(r->cursor.at), what);
}

void
record_reach(struct record *rec, int64_t end)
{
	if (end > rec->end)
		rec->end = end;
}

int
reader_at_end(struct reader *r, struct fault *fault)
{
	int ended = cursor_at_end(&r->cursor, fault);

	if (ended == 1 && r->must_end)
		return fault_detail(fault, FAULT_INTERNAL,
		    "the file of this dataset is truncated: its end-of-file "
		    "marker is missing", "%s: no EOF block (missing_eof = "
		    "refuse)", blocks_object(r->cursor.blocks)->path);
	return ended;
}

int
record_next(struct reader *r, struct record *rec, struct fault *fault)
{
	int ended, error;

	if ((ended = reader_at_end(r, fault)) != 0)
		return ended == 1 ? 0 : -1;
	rec->start = r->cursor.at;
	r->records++;
	if (r->source->format == FORMAT_BAM)
		error = record_bam(r, rec, fault);
	else if (r->source->format == FORMAT_VCF)
		error = record_vcf(r, rec, fault);
	else
		error = record_bcf(r, rec, fault);
	return error == -1 ? -1 : 1;
}

int
record_at(struct reader *r, uint64_t voffset, struct record *rec,
    struct fault *fault)
{
	r->cursor.at = voffset;
	return record_next(r, rec, fault);
}
