using Contracts;
using Contracts.Organizations.V1;
using ServiceDefaults.Data;

namespace Organizations.Features.Divisions;

/// <summary>Publishes every change of the tree, in pages of its version.</summary>
static class DivisionPages
{
    /// <summary>Most divisions of one page.</summary>
    public const int Size = 1_000;

    /// <summary>Pages kept in memory before they are sent.</summary>
    const int Held = 8;

    /// <param name="tree">The tree at the version of the divisions.</param>
    /// <param name="count">Number of divisions.</param>
    /// <param name="divisions">Parents before children.</param>
    /// <param name="ready">Completes when the connection is free for statements.</param>
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
            await session.Flush(ct);
        }
    }
}
