/*
 * generate MEGABASES FILE.bam: a coordinate-sorted BAM, and its BAI, for
 * measurements. Paired reads of 150 bases at 13x over two references, hot
 * spots up to 4,000x, one read in 500 spliced, base qualities and tags.
 *
 * generate -s MEGABASES FILE.bam: what can be put behind that file. Its header
 * has further references, as many bases as a human genome has, with three tiny
 * reads in each window of 16 kb, so that an index of both (index.c) is as large
 * as that of a whole genome.
 *
 * The same arguments give the same records.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/hts.h>
#include <htslib/sam.h>

#include "random.h"

#define READ		150
#define COVERAGE	13
#define INSERT_MIN	260
#define INSERT_SPAN	300
#define RING		1024	/* more than INSERT_MIN + INSERT_SPAN */
#define SPOT_EVERY	3000000	/* bases from one hot spot to the next */
#define SPOT_WIDTH	400
#define SPOT_DEPTH	4000
#define SPLICED		500	/* one read in so many */
#define INTRON_MAX	60000
#define REFERENCES	2
#define SPARSE		20	/* further references */
#define SPARSE_LENGTH	140000000
#define WINDOW		16384	/* of the finest bins of an index */
#define MEGABASES_MAX	4000

/* A second read that waits for the walk to come to its place. */
struct mate {
	struct mate	*next;
	int64_t		 first;		/* where the first read lies */
	int64_t		 number;	/* of the pair */
};

struct maker {
	samFile		*file;
	sam_hdr_t	*header;
	bam1_t		*record;
	uint64_t	 state;		/* of the random numbers */
	char		*bases;		/* of the reference at hand */
	int64_t		 length;
	int		 tid;
	int64_t		 pairs;		/* made so far */
	int		 sparse;	/* further references */
	struct mate	*ring[RING];
};

/* Like a sequencer's: high, with drops, and falling towards the end. */
static void
qualities(struct maker *m, char *out)
{
	static const char level[] = { 37, 37, 37, 37, 37, 32, 25, 37 };
	int i, q = 37, left = 0;

	for (i = 0; i < READ; i++) {
		if (left-- == 0) {
			q = level[draw(&m->state, sizeof(level))];
			q -= draw(&m->state, 1 + i / 15);
			left = 1 + draw(&m->state, 9);
		}
		out[i] = q;
	}
}

/* Bases of the reference with a change in one read of four. */
static int
sequence(struct maker *m, int64_t pos, char *out)
{
	int changed = draw(&m->state, 4) == 0;

	memcpy(out, m->bases + pos, READ);
	if (changed)
		out[draw(&m->state, READ)] = "ACGT"[draw(&m->state, 4)];
	return changed;
}

static size_t
cigar(struct maker *m, int64_t pos, uint32_t out[3])
{
	uint32_t intron = 80 + draw(&m->state, INTRON_MAX);

	if (draw(&m->state, SPLICED) != 0 || pos + READ + intron >= m->length) {
		out[0] = bam_cigar_gen(READ, BAM_CMATCH);
		return 1;
	}
	out[0] = bam_cigar_gen(READ / 2, BAM_CMATCH);
	out[1] = bam_cigar_gen(intron, BAM_CREF_SKIP);
	out[2] = bam_cigar_gen(READ / 2, BAM_CMATCH);
	return 3;
}

static void
tags(struct maker *m, int changed)
{
	bam1_t *b = m->record;
	uint8_t nm = changed, as = READ - 5 * changed;
	const char *md = changed ? "75A74" : "150";

	if (bam_aux_append(b, "NM", 'C', 1, &nm) < 0 ||
	    bam_aux_append(b, "MD", 'Z', strlen(md) + 1,
	    (const uint8_t *)md) < 0 ||
	    bam_aux_append(b, "AS", 'C', 1, &as) < 0 ||
	    bam_aux_append(b, "RG", 'Z', 5,
	    (const uint8_t *)"run1") < 0)
		err(1, "tags");
}

static void
write_read(struct maker *m, int64_t number, uint16_t flag, int64_t pos,
    int64_t mate)
{
	char name[64], seq[READ], qual[READ];
	int changed = sequence(m, pos, seq);
	int64_t size = flag & BAM_FREAD1 ? mate - pos + READ :
	    mate - pos - READ;
	uint32_t ops[3];
	size_t n;
	int length;

	length = snprintf(name, sizeof(name), "A00123:45:HXXXX:%d:%d:%d:%d",
	    1 + (int)(number % 4), 1101 + (int)(number / 4 % 78),
	    (int)(number * 7919 % 32768), (int)(number * 104729 % 40000));
	qualities(m, qual);
	n = cigar(m, pos, ops);
	if (bam_set1(m->record, length, name, flag, m->tid, pos, 60, n, ops,
	    m->tid, mate, size, READ, seq, qual, 64) < 0)
		err(1, "record");
	tags(m, changed);
	if (sam_write1(m->file, m->header, m->record) < 0)
		err(1, "write");
}

static void
start_pair(struct maker *m, int64_t pos)
{
	int64_t mate = pos + INSERT_MIN - READ + draw(&m->state, INSERT_SPAN);
	struct mate *wait = malloc(sizeof(*wait));

	if (wait == NULL)
		err(1, NULL);
	wait->first = pos;
	wait->number = m->pairs++;
	wait->next = m->ring[mate % RING];
	m->ring[mate % RING] = wait;
	write_read(m, wait->number, 99, pos, mate);
}

static void
end_pairs(struct maker *m, int64_t pos)
{
	struct mate *wait = m->ring[pos % RING], *next;

	m->ring[pos % RING] = NULL;
	for (; wait != NULL; wait = next) {
		next = wait->next;
		write_read(m, wait->number, 147, pos, wait->first);
		free(wait);
	}
}

/* How many pairs begin at a place: on average depth / (2 * READ). */
static int
starts(struct maker *m, int64_t pos)
{
	int depth = COVERAGE;

	if (pos % SPOT_EVERY < SPOT_WIDTH && pos >= SPOT_EVERY)
		depth = SPOT_DEPTH >> pos / SPOT_EVERY % 4;
	return depth / (2 * READ) +
	    (draw(&m->state, 2 * READ) < (uint32_t)depth % (2 * READ));
}

static void
write_reference(struct maker *m, int tid)
{
	int64_t pos;
	int n;

	m->tid = tid;
	m->length = sam_hdr_tid2len(m->header, tid);
	if ((m->bases = malloc(m->length)) == NULL)
		err(1, NULL);
	for (pos = 0; pos < m->length; pos++)
		m->bases[pos] = "ACGT"[draw(&m->state, 4)];
	for (pos = 0; pos + READ <= m->length; pos++) {
		end_pairs(m, pos);
		if (pos + INSERT_MIN + INSERT_SPAN >= m->length)
			continue;
		for (n = starts(m, pos); n > 0; n--)
			start_pair(m, pos);
	}
	free(m->bases);
}

static void
write_tiny(struct maker *m, int tid, int64_t pos, uint32_t intron)
{
	uint32_t ops[3] = { bam_cigar_gen(50, BAM_CMATCH),
		bam_cigar_gen(intron, BAM_CREF_SKIP),
		bam_cigar_gen(50, BAM_CMATCH) };
	char name[24];
	int length = snprintf(name, sizeof(name), "s%" PRId64, m->pairs++);

	if (bam_set1(m->record, length, name, 0, tid, pos, 60,
	    intron > 0 ? 3 : 1, ops, -1, -1, 0, 0, NULL, NULL, 0) < 0 ||
	    sam_write1(m->file, m->header, m->record) < 0)
		err(1, "write");
}

/*
 * The read in the middle reaches into the next window, so that it is in another
 * bin and parts the chunks of the others.
 */
static void
write_sparse(struct maker *m, int tid)
{
	int64_t pos;

	for (pos = 0; pos + 2 * WINDOW < SPARSE_LENGTH; pos += WINDOW) {
		write_tiny(m, tid, pos + 3000, 0);
		write_tiny(m, tid, pos + 6000, WINDOW);
		write_tiny(m, tid, pos + 9000, 0);
	}
}

static void
add_reference(struct maker *m, int number, int64_t bases)
{
	char name[16], length[24];

	snprintf(name, sizeof(name), "chr%d", number);
	snprintf(length, sizeof(length), "%" PRId64, bases);
	if (sam_hdr_add_line(m->header, "SQ", "SN", name, "LN", length,
	    NULL) < 0)
		err(1, "header");
}

static void
make_header(struct maker *m, int64_t bases)
{
	int i;

	if ((m->header = sam_hdr_init()) == NULL ||
	    sam_hdr_add_line(m->header, "HD", "VN", "1.6", "SO", "coordinate",
	    NULL) < 0)
		err(1, "header");
	for (i = 1; i <= REFERENCES; i++)
		add_reference(m, i, bases / REFERENCES);
	for (; i <= REFERENCES + m->sparse; i++)
		add_reference(m, i, SPARSE_LENGTH);
	if (sam_hdr_add_line(m->header, "RG", "ID", "run1", "SM", "synthetic",
	    NULL) < 0)
		err(1, "header");
}

static void
open_file(struct maker *m, const char *path)
{
	char index[4096];

	snprintf(index, sizeof(index), "%s.bai", path);
	if ((m->file = sam_open(path, "wb")) == NULL ||
	    hts_set_threads(m->file, 2) < 0 ||
	    sam_hdr_write(m->file, m->header) < 0 || (m->sparse == 0 &&
	    sam_idx_init(m->file, m->header, 0, index) < 0))
		err(1, "%s", path);
}

static void
write_all(struct maker *m)
{
	int i;

	for (i = 0; i < REFERENCES && m->sparse == 0; i++)
		write_reference(m, i);
	for (i = 0; i < m->sparse; i++)
		write_sparse(m, REFERENCES + i);
}

int
main(int argc, char **argv)
{
	struct maker m = { .state = RANDOM_SEED };
	char *end;
	long mega;

	if (argc == 4 && strcmp(argv[1], "-s") == 0) {
		m.sparse = SPARSE;
		argv++, argc--;
	}
	mega = argc == 3 ? strtol(argv[1], &end, 10) : 0;
	if (mega < 1 || mega > MEGABASES_MAX || *end != '\0')
		errx(2, "usage: generate [-s] MEGABASES FILE.bam");
	if ((m.record = bam_init1()) == NULL)
		err(1, NULL);
	make_header(&m, mega * 1000000);
	open_file(&m, argv[2]);
	write_all(&m);
	if ((m.sparse == 0 && sam_idx_save(m.file) < 0) ||
	    sam_close(m.file) < 0)
		err(1, "%s", argv[2]);
	bam_destroy1(m.record);
	sam_hdr_destroy(m.header);
	return 0;
}
