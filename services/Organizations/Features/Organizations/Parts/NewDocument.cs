using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>A paper or file about an organization.</summary>
/// <param name="Number">The file number (文号); give it or Uri.</param>
/// <param name="Uri">Address of the file: http or https.</param>
record NewDocument(
    [Required, Longest(200), Example("关于成立妇女联合会的批复")] string Title,
    [Longest(100), Example("黄妇字〔2024〕12号")] string? Number,
    [Longest(500), Like("^[Hh][Tt][Tt][Pp][Ss]?:.*$"), Example("https://archive.example/2024/12.pdf")] string? Uri,
    DateOnly? DatedOn
);
