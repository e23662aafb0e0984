using ServiceDefaults.Http;

namespace Gateway.Pages;

/// <summary>/docs/problems: the target of every problem's "type", one anchor per code.</summary>
static class ProblemsPage
{
    public static string Render(IReadOnlyList<Catalogue.Entry> entries)
    {
        var own = ProblemCatalogue.Of(null);
        var known = own.Problems.Select(p => p.Code).Concat(own.Rules.Select(r => r.Code)).ToHashSet();
        var html = new Html();
        html.Add(
            $"<p>每个错误响应都带有下列代码之一，代码的含义不变。 <small>Every error response has one of these codes; a code "
                + $"never changes its meaning.</small></p>"
        );
        Section(html, "平台", "Platform", own.Problems, own.Rules);
        foreach (var e in entries)
        {
            if (e.Problems is { } p)
                Section(
                    html,
                    e.Zh,
                    e.En,
                    [.. p.Problems.Where(x => !known.Contains(x.Code))],
                    [.. p.Rules.Where(x => !known.Contains(x.Code))]
                );
            else
                html.Add(
                    $"<h2>{e.Zh} <small>{e.En}</small></h2><p class=\"away\">该服务暂时无法访问，请稍后刷新。 <small>This "
                        + $"service is unreachable; reload in a moment.</small></p>"
                );
        }
        return Html.Page("错误代码", "Problems", html);
    }

    static void Section(
        Html html,
        string zh,
        string en,
        IReadOnlyList<Problem> problems,
        IReadOnlyList<FieldRule> rules
    )
    {
        if (problems.Count + rules.Count == 0)
            return;
        html.Add(
            $"<h2>{zh} <small>{en}</small></h2><table class=\"problems\"><thead><tr><th>代码 <small>"
                + $"Code</small></th><th>HTTP</th><th>含义 <small>Meaning</small></th><th>怎么办 <small>What to "
                + $"do</small></th></tr></thead><tbody>"
        );
        foreach (var p in problems)
            html.Add(
                $"<tr id=\"{p.Code}\"><td><a href=\"#{p.Code}\"><code>{p.Code}</code></a></td><td>"
                    + $"{p.Status}</td><td>{p.Zh}<small>{p.En}</small></td><td>{p.DoZh}<small>{p.DoEn}</small>"
                    + $"</td></tr>"
            );
        foreach (var r in rules)
            html.Add(
                $"<tr id=\"{r.Code}\"><td><a href=\"#{r.Code}\"><code>{r.Code}</code></a></td><td>400</td>"
                    + $"<td>字段{r.Zh}<small>The field {r.En}</small></td><td>请修改 errors 中 pointer 所指的字段。<small>"
                    + $"Correct the field that pointer names.</small></td></tr>"
            );
        html.Add($"</tbody></table>");
    }
}
