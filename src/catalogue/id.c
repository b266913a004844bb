/* id: what an id may look like. */
#include "catalogue/id.h"

#include <string.h>

#include "base/utf8.h"
#include "store/beneath.h"

const char *
id_trouble(const char *id)
{
	size_t bytes = strnlen(id, DATASET_ID_MAX + 1), i;

	if (bytes > DATASET_ID_MAX)
		return "the id is too long";
	for (i = 0; i < bytes; i++)
		if ((unsigned char)id[i] < ' ' || id[i] == 0x7f)
			return "the id has a control byte";
	if (!utf8_valid(id, bytes))
		return "the id is not UTF-8";
	if (!beneath_plain(id))
		return "the id has an empty, `.` or `..` segment";
	return NULL;
}
