/*
 * variants SAMPLES RECORDS: VCF text on standard output. A variant each 200
 * bases or so of two references, most of them rare, with GT, DP, AD and GQ of
 * each sample; one in 500 is a deletion or duplication of up to 100 kb without
 * its sequence. The same arguments give the same text.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "random.h"

#define REFERENCES	2
#define START		10000
#define STEP		200
#define SYMBOLIC	500	/* one record in so many */
#define SYMBOLIC_MAX	100000
#define RARE		4	/* all variants but one of so many are */
#define NUMBER_MAX	10000000

static uint64_t state = RANDOM_SEED;

static void
write_header(long samples, long records)
{
	long i;

	puts("##fileformat=VCFv4.2\n"
	    "##FILTER=<ID=PASS,Description=\"All filters passed\">\n"
	    "##FILTER=<ID=LowQual,Description=\"Low quality\">\n"
	    "##ALT=<ID=DEL,Description=\"Deletion\">\n"
	    "##ALT=<ID=DUP,Description=\"Duplication\">\n"
	    "##INFO=<ID=AC,Number=A,Type=Integer,Description=\"Alleles\">\n"
	    "##INFO=<ID=AN,Number=1,Type=Integer,Description=\"Of all\">\n"
	    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"End\">\n"
	    "##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"Type\">\n"
	    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n"
	    "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Depth\">\n"
	    "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Depths\">\n"
	    "##FORMAT=<ID=GQ,Number=1,Type=Integer,Description=\"Quality\">");
	for (i = 1; i <= REFERENCES; i++)
		printf("##contig=<ID=chr%ld,length=%ld>\n", i,
		    START + (records / REFERENCES + 1) * STEP);
	printf("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT");
	for (i = 0; i < samples; i++)
		printf("\tsample%04ld", i);
	putchar('\n');
}

static void
write_sample(uint32_t frequency)
{
	static const char *const genotype[] = { "0/0", "0/1", "1/1" };
	int depth = 15 + draw(&state, 16) + draw(&state, 16);
	int alleles = (draw(&state, 10000) < frequency) +
	    (draw(&state, 10000) < frequency);
	int other = alleles == 2 ? depth : alleles == 0 ? 0 :
	    depth / 2 - 3 + (int)draw(&state, 7);
	int quality = alleles == 1 || depth > 33 ? 99 : 3 * depth;

	printf("\t%s:%d:%d,%d:%d", genotype[alleles], depth, depth - other,
	    other, quality);
}

static void
write_record(int reference, long pos, long samples, long last)
{
	uint32_t frequency = draw(&state, RARE) > 0 ?
	    draw(&state, 50) : draw(&state, 5000);
	uint32_t base = draw(&state, 4);
	int symbolic = draw(&state, SYMBOLIC) == 0;
	const char *type = draw(&state, 2) ? "DEL" : "DUP";
	long i, end = pos + 50 + draw(&state, SYMBOLIC_MAX - 50);

	printf("chr%d\t%ld\t.\t%c\t", reference, pos, "ACGT"[base]);
	if (symbolic)
		printf("<%s>", type);
	else
		putchar("ACGT"[(base + 1 + draw(&state, 3)) % 4]);
	printf("\t%u\tPASS\tAC=%ld;AN=%ld", 30 + draw(&state, 3000),
	    samples * frequency / 5000, 2 * samples);
	if (symbolic)
		printf(";END=%ld;SVTYPE=%s", end < last ? end : last, type);
	printf("\tGT:DP:AD:GQ");
	for (i = 0; i < samples; i++)
		write_sample(frequency);
	putchar('\n');
}

static long
number(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (n < 1 || n > NUMBER_MAX || *end != '\0')
		errx(2, "not a number for this: %s", text);
	return n;
}

int
main(int argc, char **argv)
{
	long samples, records, last, i;
	int reference;

	if (argc != 3)
		errx(2, "usage: variants SAMPLES RECORDS");
	samples = number(argv[1]);
	records = number(argv[2]);
	write_header(samples, records);
	last = START + records / REFERENCES * STEP;
	for (reference = 1; reference <= REFERENCES; reference++)
		for (i = START; i < last; i += STEP)
			write_record(reference, i + draw(&state, STEP),
			    samples, last);
	if (fflush(stdout) != 0 || ferror(stdout))
		err(1, "write");
	return 0;
}
