namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>What is wrong with a line.</summary>
/// <param name="Kind">pass, slow, hang, cut or close.</param>
/// <param name="Bytes">Of slow: bytes a second from the server; of cut: bytes from the server until the connection breaks.</param>
public sealed record GitFault(string Kind, int Bytes = 0)
{
    /// <summary>Nothing.</summary>
    public static GitFault None { get; } = new("pass");

    /// <summary>A connection is taken, and nothing ever comes.</summary>
    public static GitFault Hang { get; } = new("hang");

    /// <summary>A connection is taken and closed.</summary>
    public static GitFault Close { get; } = new("close");

    /// <summary>So many bytes a second come from the server.</summary>
    public static GitFault Slow(int bytesPerSecond) => new("slow", bytesPerSecond);

    /// <summary>Each connection breaks after so many bytes from the server.</summary>
    public static GitFault Cut(int afterBytes) => new("cut", afterBytes);
}
