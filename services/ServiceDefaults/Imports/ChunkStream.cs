using System.Data;
using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Imports;

/// <summary>
/// A stored file as a seekable stream, with one chunk in memory. Synchronous, as the readers of both formats are.
/// </summary>
/// <param name="sealer">Opens the chunks; null where they are not sealed.</param>
sealed class ChunkStream(NpgsqlConnection connection, Guid importId, long length, Sealer? sealer) : Stream
{
    int _held = -1;
    readonly byte[] _piece = new byte[ImportUpload.ChunkSize];
    int _length;

    /// <summary>The place that a sealed chunk is bound to.</summary>
    public static string PlaceOf(Guid importId, int no) => $"import_chunks|{importId:N}|{no}";

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= length || buffer.Length == 0)
            return 0;
        var (no, offset) = ((int)(Position / ImportUpload.ChunkSize), (int)(Position % ImportUpload.ChunkSize));
        if (no != _held)
            Fetch(no);
        var count = Math.Min(buffer.Length, _length - offset);
        _piece.AsSpan(offset, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

    /// <summary>Sends a statement, so that the database does not end the idle session.</summary>
    /// <exception cref="NpgsqlException">The session is lost, and with it the lock on the job.</exception>
    public void Touch()
    {
        using var command = new NpgsqlCommand("select 1", connection);
        command.ExecuteNonQuery();
    }

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    void Fetch(int no)
    {
        using var command = new NpgsqlCommand(
            "select content from platform.import_chunks where import_id = $1 and no = $2",
            connection
        )
        {
            Parameters =
            {
                new() { Value = importId },
                new() { Value = no },
            },
        };
        using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess);
        if (!reader.Read())
            throw new DataException($"Piece {no} of import {importId} is gone.");
        if (sealer is null)
            for (
                _length = 0;
                reader.GetBytes(0, _length, _piece, _length, _piece.Length - _length) is > 0 and var read;

            )
                _length += (int)read;
        else
        {
            var opened = sealer.OpenBytes(reader.GetFieldValue<byte[]>(0), PlaceOf(importId, no));
            opened.CopyTo(_piece, 0);
            _length = opened.Length;
        }
        _held = no;
    }
}
