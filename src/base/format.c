/* format: the four file formats and the two endpoints that give them. */
#include "base/format.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char	*name;
	enum endpoint	 endpoint;
} formats[FORMAT_COUNT] = {
	[FORMAT_NONE] = { "", ENDPOINT_READS },
	[FORMAT_BAM] = { "BAM", ENDPOINT_READS },
	[FORMAT_CRAM] = { "CRAM", ENDPOINT_READS },
	[FORMAT_VCF] = { "VCF", ENDPOINT_VARIANTS },
	[FORMAT_BCF] = { "BCF", ENDPOINT_VARIANTS },
};

#define EXTENSIONS	3	/* of one format at most, and NULL */

static const char *const extensions[FORMAT_COUNT][EXTENSIONS] = {
	[FORMAT_BAM] = { ".bam" },
	[FORMAT_CRAM] = { ".cram" },
	[FORMAT_VCF] = { ".vcf.gz", ".vcf.bgz" },
	[FORMAT_BCF] = { ".bcf" },
};

#define PER_ENDPOINT	2

static const struct {
	const char	*name;
	enum format	 formats[PER_ENDPOINT];	/* the default one first */
} endpoints[ENDPOINT_COUNT] = {
	[ENDPOINT_READS] = { "reads", { FORMAT_BAM, FORMAT_CRAM } },
	[ENDPOINT_VARIANTS] = { "variants", { FORMAT_VCF, FORMAT_BCF } },
};

const char *
format_name(enum format format)
{
	return (unsigned)format < FORMAT_COUNT ? formats[format].name : "";
}

enum format
format_parse(const char *text)
{
	unsigned i;

	for (i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++)
		if (strcasecmp(text, formats[i].name) == 0)
			return (enum format)i;
	return FORMAT_NONE;
}

enum endpoint
format_endpoint(enum format format)
{
	return (unsigned)format < FORMAT_COUNT ?
	    formats[format].endpoint : ENDPOINT_READS;
}

const char *const *
format_extensions(enum format format)
{
	return extensions[(unsigned)format < FORMAT_COUNT ?
	    format : FORMAT_NONE];
}

size_t
format_stem(const char *name, enum format format)
{
	const char *const *e;
	size_t length = strlen(name), n;

	for (e = format_extensions(format); *e != NULL; e++) {
		n = strlen(*e);
		if (length > n && strcmp(name + length - n, *e) == 0)
			return length - n;
	}
	return 0;
}

const char *
endpoint_name(enum endpoint endpoint)
{
	return (unsigned)endpoint < ENDPOINT_COUNT ?
	    endpoints[endpoint].name : "";
}

const enum format *
endpoint_formats(enum endpoint endpoint, unsigned *n)
{
	*n = PER_ENDPOINT;
	return endpoints[endpoint].formats;
}
