using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Toys;

public static class ToyCodes
{
    public static readonly CodeTable Colour = new("colour", null, [new("red", "红", "red"), new("blue", "蓝", "blue")]);
}

public sealed class CodeAttribute(string table) : CodeOfAttribute(table, typeof(ToyCodes));
