#include <string.h>

#include "base/utf8.h"
#include "htsget/shown.h"

const char *
shown_text(struct shown *shown, const char *text, size_t bytes)
{
	size_t used = 0, n;

	for (; bytes > 0; text += n, bytes -= n) {
		if ((n = utf8_length(text, bytes)) > SHOWN_MAX - used ||
		    used == SHOWN_MAX) {
			memcpy(shown->text + used, "…", sizeof("…"));
			return shown->text;
		}
		if (n == 0) {
			shown->text[used++] = '?';
			n = 1;
			continue;
		}
		memcpy(shown->text + used, text, n);
		used += n;
	}
	shown->text[used] = '\0';
	return shown->text;
}

int
shown_invalid(const char *name, const char *value, size_t bytes,
    const char *why, struct fault *fault)
{
	struct shown shown;

	return fault_set(fault, FAULT_INVALID_INPUT, "%s: \"%s\" %s", name,
	    shown_text(&shown, value, bytes), why);
}
