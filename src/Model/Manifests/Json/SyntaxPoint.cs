using System.Runtime.InteropServices;
using System.Text.Json;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>Where the reader stood before the token it could not read.</summary>
/// <param name="Offset">Bytes consumed.</param>
/// <param name="Last">The last token read.</param>
/// <param name="Depth">Depth of that token.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SyntaxPoint(int Offset, JsonTokenType Last, int Depth);
