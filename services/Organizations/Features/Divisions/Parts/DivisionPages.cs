using Contracts;
using Contracts.Organizations.V1;
using ServiceDefaults.Data;

namespace Organizations.Features.Divisions;

/// <summary>How every change of the tree is published: in pages of its version.</summary>
static class DivisionPages
{
    /// <summary>The most divisions of one page.</summary>
    public const int Size = 1_000;

    /// <summary>Pages that memory holds before they are sent.</summary>
    const int Held = 8;

    /// <param name="tree">At the version that the divisions belong to.</param>
    /// <param name="count">How many divisions there are.</param>
    /// <param name="divisions">Parents before children.</param>
    /// <param name="ready">Completes when the connection takes statements again.</param>
    public static async Task PublishAsync(
        DivisionTree.Tree tree,
        int count,
        IEnumerable<Area> divisions,
        Task ready,
        Session session,
        CancellationToken ct
    )
    {
        var (page, pages) = (0, (count + Size - 1) / Size);
        foreach (var areas in divisions.Chunk(Size))
        {
            session.Publish(new DivisionsPublished(tree.Id, tree.Version, ++page, pages, areas));
            if (page % Held != 0)
                continue;
            await ready;
            await session.FlushAsync(ct);
        }
    }
}
