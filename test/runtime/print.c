// Printing: what the runtime's printf knows, and no more.

#include <stdarg.h>

#include "runtime.h"
#include "program.h"

enum
{
	StandardOutput = 1,
	StandardError = 2,
	LongestLine = 512,
};

// What is printed with one system call: threads print at the same time.
typedef struct Line Line;
struct Line
{
	int32 length;
	int8 text[LongestLine];
};

static void
addByte(Line *line, int8 c)
{
	if(line->length < LongestLine)
		line->text[line->length++] = c;
}

static void
addString(Line *line, int8 *s)
{
	for(s = s == nil ? "<nil>" : s; *s != 0; s++)
		addByte(line, *s);
}

static void
addUnsigned(Line *line, uint64 value, uint32 base)
{
	int8 digits[20];
	int32 n;

	n = 0;
	do {
		digits[n++] = "0123456789abcdef"[value%base];
		value /= base;
	} while(value > 0);
	while(n > 0)
		addByte(line, digits[--n]);
}

static void
addSigned(Line *line, int64 value)
{
	if(value < 0)
		addByte(line, '-');
	addUnsigned(line, value < 0 ? -(uint64)value : (uint64)value, 10);
}

// %d and %x print 32 bits, %D and %X 64, %p a pointer, %s a string.
static void
printTo(int32 fd, int8 *format, va_list list)
{
	Line line;

	line.length = 0;
	for(; *format != 0; format++) {
		if(*format != '%') {
			addByte(&line, *format);
			continue;
		}
		switch(*++format) {
		case 'd':
			addSigned(&line, va_arg(list, int32));
			break;
		case 'D':
			addSigned(&line, va_arg(list, int64));
			break;
		case 'x':
			addUnsigned(&line, va_arg(list, uint32), 16);
			break;
		case 'X':
			addUnsigned(&line, va_arg(list, uint64), 16);
			break;
		case 'p':
			addString(&line, "0x");
			addUnsigned(&line, va_arg(list, uintptr), 16);
			break;
		case 's':
			addString(&line, va_arg(list, int8*));
			break;
		default:
			runtime·throw("printf: unknown verb");
		}
	}
	runtime·write(fd, line.text, line.length);
}

void
runtime·printf(int8 *format, ...)
{
	va_list list;

	va_start(list, format);
	printTo(StandardError, format, list);
	va_end(list);
}

void
runtime·print(int8 *format, ...)
{
	va_list list;

	va_start(list, format);
	printTo(StandardOutput, format, list);
	va_end(list);
}
