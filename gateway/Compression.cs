using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>Brotli or gzip for text. A small body, or one that its service has compressed, is sent unchanged.</summary>
static class Compression
{
    public static void AddCompression(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IResponseCompressionProvider, WorthwhileOnly>();
        builder.Services.AddResponseCompression(o =>
        {
            // Answers contain no cookie and no secret beside reflected input, so compression under TLS leaks nothing
            // (BREACH).
            o.EnableForHttps = true;
            o.MimeTypes =
            [
                .. ResponseCompressionDefaults.MimeTypes,
                "application/problem+json",
                "application/ld+json",
                "application/geo+json",
                "application/manifest+json",
                "text/csv",
                "image/svg+xml",
            ];
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
    }

    sealed class WorthwhileOnly(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        const int Smallest = 1024;

        public override bool ShouldCompressResponse(HttpContext context) =>
            context.Response.ContentLength is null or >= Smallest
            && context.Response.Headers.ContentEncoding.Count == 0
            && base.ShouldCompressResponse(context);
    }
}
