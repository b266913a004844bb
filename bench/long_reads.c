/*
 * long_reads MEGABASES FILE.bam: a coordinate-sorted BAM, and its BAI, of
 * reads of 10 to 50 kb at 30x over one reference, with an insertion or a
 * deletion each 40 bases or so. The same arguments give the same records.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <htslib/hts.h>
#include <htslib/sam.h>

#include "random.h"

#define READ_MIN	10000
#define READ_MAX	50000
#define COVERAGE	30
#define MATCH_MAX	80
#define GAP_MAX		3
#define OPS_MAX		(2 * READ_MAX)
#define MEGABASES_MAX	500

struct maker {
	samFile		*file;
	sam_hdr_t	*header;
	bam1_t		*record;
	uint64_t	 state;
	int64_t		 reads;		/* made so far */
	uint32_t	 ops[OPS_MAX];
	char		 bases[READ_MAX], qualities[READ_MAX];
};

/* The operations that use up so many bases; it begins and ends with a match. */
static size_t
cigar(struct maker *m, uint32_t bases)
{
	uint32_t match, gap;
	size_t n = 0;

	while (bases > 2 * MATCH_MAX) {
		match = 1 + draw(&m->state, MATCH_MAX);
		gap = 1 + draw(&m->state, GAP_MAX);
		m->ops[n++] = bam_cigar_gen(match, BAM_CMATCH);
		bases -= match;
		if (draw(&m->state, 2) == 0) {
			m->ops[n++] = bam_cigar_gen(gap, BAM_CDEL);
			continue;
		}
		m->ops[n++] = bam_cigar_gen(gap, BAM_CINS);
		bases -= gap;
	}
	m->ops[n++] = bam_cigar_gen(bases, BAM_CMATCH);
	return n;
}

static void
write_read(struct maker *m, int64_t pos)
{
	uint32_t i, bases = READ_MIN +
	    draw(&m->state, READ_MAX - READ_MIN);
	size_t ops = cigar(m, bases);
	char name[64];
	int length = snprintf(name, sizeof(name), "%08x-%04x-4%03x-%012" PRIx64,
	    draw(&m->state, UINT32_MAX), draw(&m->state, 65536),
	    draw(&m->state, 4096), m->reads++);

	for (i = 0; i < bases; i++) {
		m->bases[i] = "ACGT"[draw(&m->state, 4)];
		m->qualities[i] = 4 + draw(&m->state, 8) +
		    draw(&m->state, 16);
	}
	if (bam_set1(m->record, length, name,
	    draw(&m->state, 2) ? BAM_FREVERSE : 0, 0, pos, 60, ops, m->ops, -1,
	    -1, 0, bases, m->bases, m->qualities, 0) < 0 ||
	    sam_write1(m->file, m->header, m->record) < 0)
		err(1, "write");
}

static void
write_reads(struct maker *m, int64_t length)
{
	uint32_t mean = (READ_MIN + READ_MAX) / 2 / COVERAGE;
	int64_t pos;

	for (pos = 0; pos + READ_MAX < length;
	    pos += draw(&m->state, 2 * mean))
		write_read(m, pos);
}

static void
open_file(struct maker *m, const char *path, int64_t length)
{
	char index[4096], digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, length);
	snprintf(index, sizeof(index), "%s.bai", path);
	if ((m->header = sam_hdr_init()) == NULL ||
	    sam_hdr_add_line(m->header, "HD", "VN", "1.6", "SO", "coordinate",
	    NULL) < 0 ||
	    sam_hdr_add_line(m->header, "SQ", "SN", "chr1", "LN", digits,
	    NULL) < 0)
		err(1, "header");
	if ((m->file = sam_open(path, "wb")) == NULL ||
	    hts_set_threads(m->file, 2) < 0 ||
	    sam_hdr_write(m->file, m->header) < 0 ||
	    sam_idx_init(m->file, m->header, 0, index) < 0)
		err(1, "%s", path);
}

int
main(int argc, char **argv)
{
	static struct maker m = { .state = RANDOM_SEED };
	char *end;
	long mega = argc == 3 ? strtol(argv[1], &end, 10) : 0;

	if (mega < 1 || mega > MEGABASES_MAX || *end != '\0')
		errx(2, "usage: long_reads MEGABASES FILE.bam");
	if ((m.record = bam_init1()) == NULL)
		err(1, NULL);
	open_file(&m, argv[2], mega * 1000000);
	write_reads(&m, mega * 1000000);
	if (sam_idx_save(m.file) < 0 || sam_close(m.file) < 0)
		err(1, "%s", argv[2]);
	bam_destroy1(m.record);
	sam_hdr_destroy(m.header);
	return 0;
}
