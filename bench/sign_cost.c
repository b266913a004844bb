/*
 * sign_cost [ROUNDS]: what a signature costs, and what a verification, in
 * microseconds: of a range, of a span of one part and of the longest one.
 * What of them is the writing and the parsing of the URL stands beside it.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cpu.h"
#include "htsget/data_url.h"
#include "htsget/signature.h"

#define ROUNDS	100000
#define ID	"1000g/NA12878.mapped.ILLUMINA.bwa.CEU"

static struct part parts[SPAN_PARTS_MAX];
static struct secrets secrets;
static long rounds = ROUNDS;

static void
must(int rc, const struct fault *fault)
{
	if (rc == -1)
		errx(1, "%s (%s)", fault->message, fault->detail);
}

/* Each step alone, so many times. */
static void
measure(const char *what, enum data_kind kind, struct data_query *q)
{
	struct fault fault = FAULT_INIT;
	struct data_query parsed;
	double begin, signed_at, checked_at, written_at, parsed_at;
	char *url = NULL;
	long i;

	begin = cpu_now();
	for (i = 0; i < rounds; i++)
		signature_sign(&secrets, kind, ID, q);
	signed_at = cpu_now();
	for (i = 0; i < rounds; i++)
		must(signature_check(&secrets, kind, ID, q, 0, 0, &fault),
		    &fault);
	checked_at = cpu_now();
	for (i = 0; i < rounds; i++) {
		free(url);
		must(data_url_write("https://example.org/htsget", kind, ID, q,
		    &url, &fault), &fault);
	}
	written_at = cpu_now();
	for (i = 0; i < rounds; i++) {
		must(data_url_parse(kind, strchr(url, '?') + 1, &parsed,
		    &fault), &fault);
		data_query_clear(&parsed);
	}
	parsed_at = cpu_now();
	printf("%-22s %8.2f %8.2f %8.2f %8.2f %8zu\n", what,
	    (signed_at - begin) / rounds, (checked_at - signed_at) / rounds,
	    (written_at - checked_at) / rounds,
	    (parsed_at - written_at) / rounds, strlen(url));
	free(url);
}

static struct data_query
make_query(size_t nparts)
{
	struct data_query q = {
		.format = FORMAT_BAM,
		.version = "0123456789abcdef0123456789abcdef",
		.ticket = "0123456789abcdef",
		.span = { false, parts, nparts, nparts > 0 },
		.start = nparts > 0 ? 0 : 5000000000,
		.end = nparts > 0 ? 0 : 6000000000,
		.expires = 1764066000,
		.user = "somebody@example.org",
	};

	return q;
}

int
main(int argc, char **argv)
{
	struct data_query file = make_query(0), one = make_query(1),
	    most = make_query(SPAN_PARTS_MAX);
	size_t i;

	if (sodium_init() == -1)
		errx(1, "no entropy");
	if (argc > 1 && (rounds = strtol(argv[1], NULL, 10)) < 1)
		errx(2, "usage: sign_cost [ROUNDS]");
	randombytes_buf(secrets.v[0].key, SECRET_BYTES);
	strcpy(secrets.v[0].name, "0123abcd");
	secrets.n = 1;
	for (i = 0; i < SPAN_PARTS_MAX; i++) {
		parts[i].start = (uint64_t)(i + 1) << 40;
		parts[i].end = parts[i].start + (5 << 16);
	}
	printf("%-22s %8s %8s %8s %8s %8s\n", "microseconds of CPU", "sign",
	    "verify", "write", "parse", "bytes");
	measure("a range", DATA_FILE, &file);
	measure("a span of one part", DATA_SPAN, &one);
	measure("a span of 128 parts", DATA_SPAN, &most);
	return 0;
}
