#include "base/path.h"

#include <string.h>

const char *
path_rest(const char *path, const char *directory)
{
	size_t bytes = strlen(directory);

	while (bytes > 0 && directory[bytes - 1] == '/')
		bytes--;
	if (strncmp(path, directory, bytes) != 0 || path[bytes] != '/')
		return NULL;
	return path[bytes + 1] != '\0' ? path + bytes + 1 : NULL;
}
