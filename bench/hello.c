/*
 * hello: a FastCGI responder that always gives the same small JSON, about as
 * long as the ticket of a whole file. What a web server, its pool and libfcgi
 * cost alone; the measure of bench/rows/rate.py.
 */
#include <string.h>

#include <fcgiapp.h>

static const char answer[] =
    "Content-Type: application/vnd.ga4gh.htsget.v1.3.0+json; charset=utf-8\r\n"
    "\r\n"
    "{\"hello\":{\"format\":\"BAM\",\"urls\":["
    "{\"url\":\"http://127.0.0.1:12345/files/hello.bam\","
    "\"headers\":{\"Range\":\"bytes=0-12345\"},\"class\":\"header\"},"
    "{\"url\":\"http://127.0.0.1:12345/files/hello.bam\","
    "\"headers\":{\"Range\":\"bytes=12346-1234567890\"},\"class\":\"body\"}"
    "]}}";

int
main(void)
{
	FCGX_Request request;

	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&request) == 0)
		FCGX_PutStr(answer, strlen(answer), request.out);
	return 0;
}
