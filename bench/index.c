/*
 * index FILE.bam OUT.bai OUT.csi: both indexes of a sorted BAM, with every bin
 * that has records, as Picard writes them (SAMv1 5.2, CSIv1). htslib would join
 * bins of less than 64 kB with the next larger ones, and so a genome's index
 * from few reads would be a small one.
 */
#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/bgzf.h>
#include <htslib/hts.h>
#include <htslib/sam.h>

#define SHIFT	14
#define DEPTH	5
#define BINS	37449		/* of all levels */
#define META	37450		/* the number of the bin that counts */
#define WINDOWS	(1 << 3 * DEPTH)

struct chunk {
	uint64_t	 start, end;	/* virtual offsets */
};

struct bin {
	struct chunk	*v;
	int32_t		 n, cap;
};

/* What is known of the reference at hand. */
struct reference {
	struct bin	 bins[BINS];
	uint64_t	 linear[WINDOWS];
	int32_t		 nbins, nwindows;
	uint64_t	 start, end, mapped, unmapped;
};

struct output {
	BGZF		*bai, *csi;
	int		 tid;		/* the next one to write */
};

static void
put(BGZF *out, const void *data, size_t size)
{
	if (bgzf_write(out, data, size) != (ssize_t)size)
		err(1, "write");
}

/* The machines that this is for are little-endian, as the files are. */
static void
put32(BGZF *out, int32_t number)
{
	put(out, &number, sizeof(number));
}

static void
put64(BGZF *out, uint64_t number)
{
	put(out, &number, sizeof(number));
}

static void
put_bin(struct output *o, const struct reference *r, int number)
{
	const struct bin *b = &r->bins[number];

	put32(o->bai, number);
	put32(o->bai, b->n);
	put(o->bai, b->v, b->n * sizeof(*b->v));
	put32(o->csi, number);
	put64(o->csi, r->linear[hts_bin_bot(number, DEPTH)]);
	put32(o->csi, b->n);
	put(o->csi, b->v, b->n * sizeof(*b->v));
}

/* The bin of no place: where the reference lies, and how many reads it has. */
static void
put_meta(BGZF *out, const struct reference *r, int csi)
{
	put32(out, META);
	if (csi)
		put64(out, 0);
	put32(out, 2);
	put64(out, r->start);
	put64(out, r->end);
	put64(out, r->mapped);
	put64(out, r->unmapped);
}

/* Windows where nothing begins: no record before them is later in the file. */
static void
fill_windows(struct reference *r)
{
	int i;

	for (i = 1; i < r->nwindows; i++)
		if (r->linear[i] == 0)
			r->linear[i] = r->linear[i - 1];
}

static void
put_reference(struct output *o, struct reference *r)
{
	int i, meta = r->nbins > 0;

	fill_windows(r);
	put32(o->bai, r->nbins + meta);
	put32(o->csi, r->nbins + meta);
	for (i = 0; i < BINS; i++)
		if (r->bins[i].n > 0)
			put_bin(o, r, i);
	if (meta) {
		put_meta(o->bai, r, 0);
		put_meta(o->csi, r, 1);
	}
	put32(o->bai, r->nwindows);
	put(o->bai, r->linear, r->nwindows * sizeof(*r->linear));
	for (i = 0; i < BINS; i++)
		free(r->bins[i].v);
	memset(r, 0, sizeof(*r));
	o->tid++;
}

static void
add_chunk(struct reference *r, struct bin *b, struct chunk chunk)
{
	if (b->n > 0 && b->v[b->n - 1].end == chunk.start) {
		b->v[b->n - 1].end = chunk.end;
		return;
	}
	if (b->n == 0)
		r->nbins++;
	if (b->n == b->cap) {
		b->cap = b->cap > 0 ? 2 * b->cap : 2;
		b->v = realloc(b->v, b->cap * sizeof(*b->v));
		if (b->v == NULL)
			err(1, NULL);
	}
	b->v[b->n++] = chunk;
}

static void
add_record(struct reference *r, const bam1_t *b, struct chunk chunk)
{
	int64_t end = bam_endpos(b), i;

	if (end > (int64_t)WINDOWS << SHIFT)
		errx(1, "a record at %lld", (long long)b->core.pos);
	add_chunk(r, &r->bins[hts_reg2bin(b->core.pos, end, SHIFT, DEPTH)],
	    chunk);
	for (i = b->core.pos >> SHIFT; i <= (end - 1) >> SHIFT; i++)
		if (r->linear[i] == 0)
			r->linear[i] = chunk.start;
	if (r->nwindows < i)
		r->nwindows = i;
	if (r->start == 0)
		r->start = chunk.start;
	r->end = chunk.end;
	*(b->core.flag & BAM_FUNMAP ? &r->unmapped : &r->mapped) += 1;
}

static void
write_indexes(samFile *file, sam_hdr_t *header, struct output *o)
{
	struct reference *r = calloc(1, sizeof(*r));
	bam1_t *b = bam_init1();
	struct chunk chunk = { bgzf_tell(file->fp.bgzf), 0 };
	uint64_t unplaced = 0;
	int rc;

	if (r == NULL || b == NULL)
		err(1, NULL);
	while ((rc = sam_read1(file, header, b)) >= 0) {
		chunk.end = bgzf_tell(file->fp.bgzf);
		while (b->core.tid >= 0 && o->tid < b->core.tid)
			put_reference(o, r);
		if (b->core.tid >= 0)
			add_record(r, b, chunk);
		else
			unplaced++;
		chunk.start = chunk.end;
	}
	if (rc < -1)
		errx(1, "read");
	while (o->tid < sam_hdr_nref(header))
		put_reference(o, r);
	put64(o->bai, unplaced);
	put64(o->csi, unplaced);
	bam_destroy1(b);
	free(r);
}

int
main(int argc, char **argv)
{
	struct output o = { 0 };
	samFile *file;
	sam_hdr_t *header;

	if (argc != 4)
		errx(2, "usage: index FILE.bam OUT.bai OUT.csi");
	if ((file = sam_open(argv[1], "rb")) == NULL ||
	    hts_set_threads(file, 2) < 0 ||
	    (header = sam_hdr_read(file)) == NULL)
		err(1, "%s", argv[1]);
	if ((o.bai = bgzf_open(argv[2], "wu")) == NULL ||
	    (o.csi = bgzf_open(argv[3], "w")) == NULL)
		err(1, "%s", argv[2]);
	put(o.bai, "BAI\1", 4);
	put(o.csi, "CSI\1", 4);
	put32(o.csi, SHIFT);
	put32(o.csi, DEPTH);
	put32(o.csi, 0);
	put32(o.bai, sam_hdr_nref(header));
	put32(o.csi, sam_hdr_nref(header));
	write_indexes(file, header, &o);
	if (bgzf_close(o.bai) < 0 || bgzf_close(o.csi) < 0)
		err(1, "%s", argv[2]);
	sam_hdr_destroy(header);
	sam_close(file);
	return 0;
}
