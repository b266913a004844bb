#include "http/date.h"

/* Names of days and months are English: no program of ours sets a locale. */
int
http_date(char text[HTTP_DATE_BYTES], time_t when)
{
	struct tm utc;

	if (gmtime_r(&when, &utc) != NULL &&
	    strftime(text, HTTP_DATE_BYTES, "%a, %d %b %Y %H:%M:%S GMT",
	    &utc) == HTTP_DATE_BYTES - 1)
		return 0;
	text[0] = '\0';
	return -1;
}
