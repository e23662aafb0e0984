using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Training.Features.Certificates;

namespace Training.Pages;

/// <summary>
/// The public page of a certificate, in Chinese with English beside it: no script, no picture, no request to other
/// hosts.
/// </summary>
static class VerificationPage
{
    const string Style = """
        body{margin:0;background:#f4f1ee;color:#222;font:17px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
        main{max-width:32rem;margin:0 auto;padding:1.25rem}
        h1{font-size:1.35rem;margin:.5rem 0 1rem}
        small{color:#555;font-size:.82em;font-weight:400}
        .seal{border-left:.4rem solid;background:#fff;padding:.8rem 1rem;font-size:1.15rem;font-weight:600}
        .valid{border-color:#0a6b2d;color:#0a6b2d}.revoked,.unknown{border-color:#a3121c;color:#a3121c}
        dl{background:#fff;margin:1rem 0;padding:.4rem 1rem}
        dt{color:#555;font-size:.85rem;padding-top:.6rem}
        dd{margin:0;padding-bottom:.6rem;border-bottom:1px solid #eee;overflow-wrap:anywhere}
        dd:last-child{border:0}
        p{color:#444;font-size:.9rem}
        """;

    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Content-Security-Policy that allows only this page's own style sheet, by its hash.</summary>
    public static readonly string Policy =
        "default-src 'none'; style-src "
        + $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri "
        + "'none'; form-action 'none'; frame-ancestors 'none'";

    public static string Render(VerifyCertificate.Row? certificate) =>
        certificate is { } c
            ? Page(
                c.RevokedOn is null ? "证书有效" : "证书已撤销",
                c.RevokedOn is null ? "Valid certificate" : "Revoked certificate",
                $"""
                {Seal(c.RevokedOn)}
                <dl>
                {Line("持证人", "Holder", c.Name)}
                {Line("培训课程", "Course", $"{c.CourseName} · {c.CourseNameEn}")}
                {Line("证书编号", "Number", c.Number)}
                {Line("发证日期", "Issued on", c.IssuedOn.ToString("yyyy-MM-dd", null))}
                {Line("发证单位", "Issued by", c.Issuer)}
                </dl>
                <p>姓名已隐去部分，请与纸质证书核对。<br><span lang="en">The name is partly hidden; compare it with the printed certificate.</span></p>
                """
            )
            : Page(
                "查无此证书",
                "Unknown certificate",
                """
                <div class="seal unknown" role="alert">✗ 查无此证书 <small lang="en">No such certificate</small></div>
                <p>请核对网址是否完整。若网址无误，该证书不是本平台颁发的。<br>
                <span lang="en">Check that the address is complete. If it is, this platform did not issue the certificate.</span></p>
                """
            );

    static string Seal(DateOnly? revokedOn) =>
        revokedOn is { } day
            ? $"<div class=\"seal revoked\" role=\"alert\">✗ 证书已于 {day:yyyy-MM-dd} 撤销 <small lang=\"en\">"
                + $"Revoked on {day:yyyy-MM-dd}</small></div>"
            : "<div class=\"seal valid\" role=\"status\">✓ 证书有效 <small lang=\"en\">This certificate is "
                + "valid</small></div>";

    static string Line(string zh, string en, string value) =>
        $"<dt>{zh} <small lang=\"en\">{en}</small></dt><dd>{Encoder.Encode(value)}</dd>";

    static string Page(string zh, string en, string body) =>
        $"""
            <!doctype html>
            <html lang="zh-CN">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex"><title>{zh} {en}</title><style>{Style}</style></head>
            <body><main>
            <h1>职业技能培训证书验证<br><small lang="en">Vocational certificate verification</small></h1>
            {body}
            </main></body>
            </html>

            """;
}
