/* records: walking BAM, VCF and BCF records without decoding them. */
#ifndef PLAN_RECORDS_H
#define PLAN_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "conf/settings.h"
#include "source/cursor.h"
#include "source/source.h"

#define RECORD_UNPLACED	(-1)	/* tid of a read without a place */
#define RECORD_OTHER	(-2)	/* VCF: a reference that is not the reader's */

struct record {
	uint64_t start;		/* virtual offset, normalised */
	int32_t	 tid;
	int64_t	 pos;		/* 0-based */
	int64_t	 end;		/* how far it reaches, half-open; at least
				   pos + 1; only where pos < reader.beg */
};

/* Reads records in file order; the cursor stands at the next one. */
struct reader {
	const struct source	*source;
	const struct limits	*limits;
	struct cursor		 cursor;
	const char		*reference;	/* VCF: the one looked for */
	int32_t			 tid;		/* its id */
	int64_t			 beg;		/* `end` matters below this */
	bool			 must_end;	/* no EOF marker: reaching the
						   end is a fault */
	uint64_t		 records;	/* read so far */
};

/*
 * 1: a record, the cursor behind it; 0: the file's end; -1: a fault (not a
 * record: damaged, or a stale index led here; truncated).
 */
int	record_next(struct reader *, struct record *, struct fault *);

/* The record at a virtual offset; the reader goes on behind it. */
int	record_at(struct reader *, uint64_t voffset, struct record *,
	    struct fault *);

/* 1: the reader is at the file's end (a fault where must_end), 0: not. */
int	reader_at_end(struct reader *, struct fault *);

/* A record's end moves right, never left. */
void	record_reach(struct record *, int64_t end);

/* A fault that names the place: what stands there is no record. */
int	record_bad(const struct reader *, const char *what, struct fault *);

/* One a format: the cursor is at a record's first byte, not at the end. */
int	record_bam(struct reader *, struct record *, struct fault *);
int	record_vcf(struct reader *, struct record *, struct fault *);
int	record_bcf(struct reader *, struct record *, struct fault *);

#endif
