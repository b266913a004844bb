#include <string.h>

#include "plan/symbolic.h"

bool
symbolic_has_svlen(const char *alt, size_t bytes)
{
	static const char *const names[] = { "DEL", "DUP", "INV", "CNV" };
	size_t i;

	if (bytes < 5 || alt[0] != '<' || (alt[4] != '>' && alt[4] != ':'))
		return false;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (memcmp(alt + 1, names[i], 3) == 0)
			return true;
	return false;
}

bool
symbolic_has_len(const char *alt, size_t bytes)
{
	return bytes == 3 && memcmp(alt, "<*>", 3) == 0;
}
