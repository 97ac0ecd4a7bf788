"""From blocks of text to tagged PDF pages: typography, flow, structure and output. It knows nothing about cases."""
