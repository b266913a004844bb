/* utf8: is this text what it claims to be (RFC 3629). */
#include "base/utf8.h"

#include <string.h>

/* A lead byte: how long, and what the second byte may be (section 4). */
struct lead {
	unsigned char	first, last;
	unsigned char	length;
	unsigned char	least, most;
};

static const struct lead leads[] = {
	{ 0x00, 0x7f, 1, 0x00, 0x00 },
	{ 0xc2, 0xdf, 2, 0x80, 0xbf },
	{ 0xe0, 0xe0, 3, 0xa0, 0xbf },	/* below: overlong */
	{ 0xe1, 0xec, 3, 0x80, 0xbf },
	{ 0xed, 0xed, 3, 0x80, 0x9f },	/* above: surrogates */
	{ 0xee, 0xef, 3, 0x80, 0xbf },
	{ 0xf0, 0xf0, 4, 0x90, 0xbf },	/* below: overlong */
	{ 0xf1, 0xf3, 4, 0x80, 0xbf },
	{ 0xf4, 0xf4, 4, 0x80, 0x8f },	/* above: past U+10FFFF */
};

static const struct lead *
lead_find(unsigned char c)
{
	size_t i;

	for (i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (c >= leads[i].first && c <= leads[i].last)
			return &leads[i];
	return NULL;
}

size_t
utf8_length(const char *text, size_t bytes)
{
	const unsigned char *s = (const unsigned char *)text;
	const struct lead *lead;
	size_t i;

	if (bytes == 0 || (lead = lead_find(s[0])) == NULL ||
	    lead->length > bytes)
		return 0;
	if (lead->length > 1 && (s[1] < lead->least || s[1] > lead->most))
		return 0;
	for (i = 2; i < lead->length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return lead->length;
}

bool
utf8_valid(const char *text, size_t bytes)
{
	size_t n;

	while (bytes > 0) {
		if ((n = utf8_length(text, bytes)) == 0)
			return false;
		text += n;
		bytes -= n;
	}
	return true;
}

size_t
utf8_prefix(const char *text, size_t most)
{
	size_t bytes = strnlen(text, most), used = 0, n;

	while ((n = utf8_length(text + used, bytes - used)) > 0)
		used += n;
	return used;
}
