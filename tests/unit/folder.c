#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <ftw.h>
#include <sys/stat.h>

#include <cmocka.h>

char folder[64];

void
folder_make(const char *test)
{
	snprintf(folder, sizeof(folder), "/tmp/test_%s.XXXXXX", test);
	assert_non_null(mkdtemp(folder));
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

int
folder_remove(void)
{
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
at(const char *name)
{
	static char path[4][4096];
	static unsigned turn;
	char *p = path[turn++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", folder, name);
	return p;
}

void
folder_put(const char *name, const char *text)
{
	FILE *f = fopen(at(name), "w");

	assert_non_null(f);
	for (; *text != '\0'; text++)
		if (*text == '@')
			fputs(folder, f);
		else
			putc(*text, f);
	assert_int_equal(fclose(f), 0);
}
